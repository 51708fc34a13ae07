package dev.treecast.bench.browser;

import dev.treecast.bench.lab.BenchFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The script of our pages. It is put into pages of the servers, which is possible for classic scripts only: the modules that it is made of are laid
 * one behind the other, without their imports and exports, in a function of their own.
 */
final class PageScript {
    private static final String FOLDER = "/dev/treecast/bench/browser/";
    /** Each before those that import from it. */
    private static final List<String> MODULES = List.of("clock.js", "sources.js", "page.js");

    private PageScript() {}

    static String text() throws BenchFailure {
        StringBuilder all = new StringBuilder("(() => {'use strict';\n");
        for (String module : MODULES) {
            all.append(withoutModule(read(module))).append('\n');
        }
        return all.append("})();").toString();
    }

    static String withoutModule(String source) {
        return source.lines()
                .filter(line -> !line.startsWith("import "))
                .map(line -> line.startsWith("export ") ? line.substring("export ".length()) : line)
                .collect(Collectors.joining("\n"));
    }

    private static String read(String module) throws BenchFailure {
        try (InputStream in = PageScript.class.getResourceAsStream(FOLDER + module)) {
            if (in == null) {
                throw new BenchFailure("This build lacks " + module + ".");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BenchFailure("This build's " + module + " cannot be read.", e);
        }
    }
}
