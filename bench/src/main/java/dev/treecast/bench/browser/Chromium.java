package dev.treecast.bench.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.Lab;
import dev.treecast.bench.lab.Packages;
import dev.treecast.bench.lab.PipedChild;
import dev.treecast.bench.lab.Site;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium with one page, which has our script in it. */
public final class Chromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double ANSWER_S_MAX = 30;

    /**
     * No sandbox: it runs as root. Everything that would talk to somebody, or slow a page that nobody looks at, is off. The RTP dump is libwebrtc's own
     * trial: it logs each packet after decryption.
     */
    private static final List<String> FLAGS = List.of(
            "--headless=new",
            "--remote-debugging-pipe",
            "--no-sandbox",
            "--no-first-run",
            "--disable-gpu",
            "--disable-sync",
            "--disable-quic",
            "--disable-extensions",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-background-timer-throttling",
            "--disable-renderer-backgrounding",
            "--disable-backgrounding-occluded-windows",
            "--disable-features=WebRtcHideLocalIpsWithMdns,CalculateNativeWinOcclusion",
            "--autoplay-policy=no-user-gesture-required",
            "--use-fake-ui-for-media-stream",
            "--mute-audio");

    private static final List<String> DUMP_FLAGS = List.of(
            "--enable-logging=stderr",
            "--vmodule=*srtp_session*=3",
            "--force-fieldtrials=WebRTC-Debugging-RtpDump/Enabled/");

    private final PipedChild child;
    private final DevTools tools;
    private final String session;
    private final RtpDump dump;
    private final Path profile;
    private final PrintStream log;

    private Chromium(PipedChild child, DevTools tools, String session, RtpDump dump, Path profile, PrintStream log) {
        this.child = child;
        this.tools = tools;
        this.session = session;
        this.dump = dump;
        this.profile = profile;
        this.log = log;
    }

    /**
     * Starts one, which the lab will end. Installs it if that is possible and it is missing.
     *
     * @param origin a page of the server, whose origin ours then has: what it fetches there needs no permission
     * @param dumping whether it says which RTP it receives
     * @param folder takes what it says, in {@code chromium.log}
     */
    public static Chromium start(Lab lab, Site site, URI origin, boolean dumping, Path folder)
            throws BenchFailure, InterruptedException {
        Packages.require("A real viewer", List.of("chromium"));
        try {
            Path profile = Files.createTempDirectory("treecast-chromium-");
            PrintStream log = new PrintStream(Files.newOutputStream(
                    folder.resolve("chromium.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            RtpDump dump = new RtpDump(line -> log.println(line));
            List<String> command = new ArrayList<>(List.of("chromium"));
            command.addAll(FLAGS);
            if (dumping) {
                command.addAll(DUMP_FLAGS);
            }
            command.addAll(List.of("--user-data-dir=" + profile, "about:blank"));
            PipedChild child = lab.own(PipedChild.start(site, command, dump::line));
            lab.own(() -> remove(profile));
            DevTools tools = new DevTools(child.in(), child.out());
            String session = attach(tools);
            Chromium chromium = new Chromium(child, tools, session, dump, profile, log);
            chromium.open(origin);
            return chromium;
        } catch (IOException e) {
            throw new BenchFailure("Chromium has no place for its profile: " + e.getMessage(), e);
        }
    }

    private static String attach(DevTools tools) throws BenchFailure, InterruptedException {
        String target = tools.send(
                        "", "Target.createTarget", JSON.createObjectNode().put("url", "about:blank"), ANSWER_S_MAX)
                .path("targetId")
                .asText();
        ObjectNode how = JSON.createObjectNode().put("targetId", target).put("flatten", true);
        return tools.send("", "Target.attachToTarget", how, ANSWER_S_MAX)
                .path("sessionId")
                .asText();
    }

    /** Goes there, with our script in the page before its own. */
    private void open(URI origin) throws BenchFailure, InterruptedException {
        command("Page.enable", JSON.createObjectNode());
        command("Page.addScriptToEvaluateOnNewDocument", JSON.createObjectNode().put("source", PageScript.text()));
        command("Page.bringToFront", JSON.createObjectNode());
        command("Page.navigate", JSON.createObjectNode().put("url", origin.toString()));
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos((long) ANSWER_S_MAX);
        while (!evaluate(
                        "document.readyState === 'complete' && location.origin !== 'null' && window.bench !== undefined",
                        ANSWER_S_MAX)
                .asBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new BenchFailure("Chromium cannot load " + origin + ".");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private JsonNode command(String method, ObjectNode parameters) throws BenchFailure, InterruptedException {
        return tools.send(session, method, parameters, ANSWER_S_MAX);
    }

    private JsonNode evaluate(String expression, double secondsMax) throws BenchFailure, InterruptedException {
        ObjectNode how = JSON.createObjectNode()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true);
        JsonNode answer = tools.send(session, "Runtime.evaluate", how, secondsMax);
        JsonNode failure = answer.path("exceptionDetails");
        if (!failure.isMissingNode()) {
            throw new BenchFailure("The page failed: "
                    + failure.path("exception").path("description").asText(failure.toString()));
        }
        return answer.path("result").path("value");
    }

    /**
     * Calls a function of the script and waits for what it resolves to.
     *
     * @param secondsMax beyond which it counts as failed
     */
    public JsonNode call(String function, double secondsMax, Object... arguments)
            throws BenchFailure, InterruptedException {
        return evaluate("window.bench." + function + "(..." + JSON.valueToTree(arguments) + ")", secondsMax);
    }

    /** As above, for functions that are quick. */
    public JsonNode call(String function, Object... arguments) throws BenchFailure, InterruptedException {
        return call(function, ANSWER_S_MAX, arguments);
    }

    /** What it says it receives. */
    public RtpDump dump() {
        return dump;
    }

    public long pid() {
        return child.pid();
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        child.close();
        log.close();
        remove(profile);
    }
}
