package dev.treecast.bench.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.bench.lab.BenchFailure;
import org.junit.jupiter.api.Test;

class PageScriptTest {
    @Test
    void shouldMakeAClassicScriptOfModules() {
        assertThat(PageScript.withoutModule("import { a } from './a.js';\nexport const b = a;\nconst c = b;"))
                .isEqualTo("const b = a;\nconst c = b;");
    }

    @Test
    void shouldHaveEverythingThatPagesCall() throws BenchFailure {
        String script = PageScript.text();
        assertThat(script).contains("function clockSource(", "const ageMs", "window, { bench:");
        assertThat(script.lines()).noneMatch(line -> line.startsWith("import ") || line.startsWith("export "));
    }
}
