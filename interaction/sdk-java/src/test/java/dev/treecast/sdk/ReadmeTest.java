package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the README's promise: its samples are short, and work as they stand. */
public class ReadmeTest {
    private static final int LINES_MAX = 25;

    private final ScriptedServer server = new ScriptedServer();

    @TempDir
    Path classes;

    @AfterEach
    void close() {
        server.close();
    }

    /** What the samples call their game: tells what it was told. */
    public static final class Game {
        final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        volatile boolean hurt = true;
        volatile boolean running = true;

        public void equip(String weapon) {
            told.add("equip " + weapon);
        }

        public void move(double x, double y) {
            if (x != 0 || y != 0) {
                told.add("move " + x + " " + y);
            }
        }

        public boolean heal() {
            boolean healed = hurt;
            hurt = false;
            told.add("heal " + healed);
            return healed;
        }

        public boolean frame() {
            LockSupport.parkNanos(1_000_000);
            return running;
        }

        String next() throws InterruptedException {
            String next = told.poll(10, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }
    }

    @Test
    void shouldMakeAGameInteractiveInTwentyFiveLines() throws Exception {
        String sample = samples().get(0);
        assertThat(sample.lines().count()).isLessThanOrEqualTo(LINES_MAX);

        Game game = new Game();
        CompletableFuture<Void> running = run(sample, game);
        ScriptedServer.Game connection = server.game();
        assertThat(connection.expect("hello").text("token")).isEqualTo("the key");
        JsonObject controls = connection
                .expect("patch")
                .object("ops")
                .object("scenes")
                .object("default")
                .object("controls");
        assertThat(controls.members().keySet()).containsExactly("weapon", "drone", "heal");
        assertThat(controls.object("weapon").integer("everyMs", 0)).isEqualTo(20_000);
        assertThat(controls.object("drone").integer("deadmanMs", 0)).isEqualTo(300);
        assertThat(controls.object("heal").integer("cost", 0)).isEqualTo(100);
        connection.expect("ready");

        connection.sendText("{\"type\":\"result\",\"control\":\"weapon\",\"round\":1,\"counts\":[2,5],\"winner\":1}");
        assertThat(game.next()).isEqualTo("equip Bow");
        connection.send(Bytes.tick(1, 0, 1).moves(2, 10, 0.5f, -0.25f).done());
        assertThat(game.next()).isEqualTo("move 0.5 -0.25");
        connection.deliver("p1", "heal", 1);
        assertThat(connection.expect("capture").text("purchase")).isEqualTo("p1");
        assertThat(game.next()).isEqualTo("heal true");
        connection.deliver("p2", "heal", 1);
        assertThat(connection.expect("void").text("message")).isEqualTo("full health");

        assertThat(running.isDone()).as("await() waits").isFalse();
        connection.sendText("{\"type\":\"bye\",\"code\":\"ended\",\"message\":\"Over.\",\"reconnect\":false}");
        running.get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldServeAGameLoopThatPolls() throws Exception {
        String sample = samples().get(1);
        assertThat(sample.lines().count()).isLessThanOrEqualTo(LINES_MAX);

        Game game = new Game();
        CompletableFuture<Void> running =
                run("import dev.treecast.sdk.Show;\nimport java.time.Duration;\n" + sample, game);
        ScriptedServer.Game connection = server.game();
        connection.expect("ready");
        connection.send(Bytes.tick(1, 0, 1).presses(1, 1, 0, 1).done());
        assertThat(game.next()).isEqualTo("heal true");
        connection.sendText("{\"type\":\"result\",\"control\":\"weapon\",\"round\":1,\"counts\":[2,5],\"winner\":1}");
        assertThat(game.next()).isEqualTo("equip Bow");
        game.running = false;
        running.get(10, TimeUnit.SECONDS);
    }

    /** The README's blocks of Java, in order. */
    private static List<String> samples() throws IOException {
        List<String> samples = new ArrayList<>();
        StringBuilder block = null;
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            if (line.equals("```java")) {
                block = new StringBuilder();
            } else if (line.equals("```") && block != null) {
                samples.add(block.toString());
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            }
        }
        return samples;
    }

    /** Puts a sample into a method, around nothing but its imports, compiles it, and runs it on a thread of its own. */
    private CompletableFuture<Void> run(String sample, Game game) throws Exception {
        String imports =
                sample.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"));
        String body = sample.lines().filter(line -> !line.startsWith("import ")).collect(Collectors.joining("\n"));
        String source = imports + "\npublic class Sample {\n  public static void run(String url, String key, "
                + Game.class.getCanonicalName() + " game) {\n" + body + "\n  }\n}\n";
        compile(source);
        CompletableFuture<Void> done = new CompletableFuture<>();
        URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
        var method = loader.loadClass("Sample").getMethod("run", String.class, String.class, Game.class);
        Thread thread = new Thread(
                () -> {
                    try {
                        method.invoke(null, server.url(), "the key", game);
                        done.complete(null);
                    } catch (ReflectiveOperationException e) {
                        done.completeExceptionally(e);
                    }
                },
                "sample");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private void compile(String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Writer complaints = new StringWriter();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Sample.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    classes.toString());
            boolean compiled = compiler.getTask(complaints, files, null, options, null, List.of(file))
                    .call();
            assertThat(compiled).as("%s%n%s", source, complaints).isTrue();
        }
    }
}
