package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the reference page complete. */
class ReferenceTest {
    private static final Path PAGE = Path.of("../../docs/interaction/sdk-java.md");
    private static final Path SOURCES = Path.of("src/main/java/dev/treecast/sdk");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    /** What records and enums have anyway. */
    private static final Set<String> GIVEN = Set.of("toString", "equals", "hashCode", "values", "valueOf");

    @Test
    void shouldNameEveryPublicClassAndMethod() throws IOException, ClassNotFoundException {
        StringBuilder code = new StringBuilder();
        for (Matcher matcher = CODE.matcher(Files.readString(PAGE)); matcher.find(); ) {
            code.append(matcher.group(1)).append('\n');
        }
        List<String> missing = new ArrayList<>();
        for (Class<?> type : publicTypes()) {
            if (!names(code, type.getSimpleName())) {
                missing.add(type.getSimpleName());
            }
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                    .map(Method::getName)
                    .filter(name -> !GIVEN.contains(name) && !names(code, name))
                    .forEach(name -> missing.add(type.getSimpleName() + "." + name));
        }
        assertThat(missing).isEmpty();
    }

    private static boolean names(CharSequence code, String name) {
        return Pattern.compile("\\b" + name + "\\b").matcher(code).find();
    }

    private static List<Class<?>> publicTypes() throws IOException, ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                if (!name.equals("package-info")) {
                    Class<?> type = Class.forName("dev.treecast.sdk." + name);
                    if (Modifier.isPublic(type.getModifiers())) {
                        types.add(type);
                    }
                }
            }
        }
        assertThat(types).contains(Show.class, Tick.class);
        return types;
    }
}
