package dev.treecast.tree;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/** The RFCs' test vectors, from files beside the tests. */
public final class TestVectors {
    private final Properties values = new Properties();

    /** @param beside the class in whose package the file is */
    public TestVectors(Class<?> beside, String file) {
        try (Reader in = new InputStreamReader(open(beside, file), StandardCharsets.UTF_8)) {
            values.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes(String name) {
        return HexFormat.of().parseHex(Objects.requireNonNull(values.getProperty(name), name));
    }

    public long number(String name) {
        return Long.parseUnsignedLong(Objects.requireNonNull(values.getProperty(name), name));
    }

    /** The lines of a file that are not comments. */
    public static List<String> lines(Class<?> beside, String file) {
        try (InputStream in = open(beside, file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(Class<?> beside, String file) {
        return Objects.requireNonNull(beside.getResourceAsStream(file), file);
    }
}
