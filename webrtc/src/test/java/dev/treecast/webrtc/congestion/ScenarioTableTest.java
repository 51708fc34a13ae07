package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** With {@code -Dtreecast.print=true} it prints the table of docs/protocols/congestion-control.md. */
class ScenarioTableTest {
    private static final int SEEDS = 2;

    @Test
    void shouldMakeARowOfEachScenario() {
        boolean print = Boolean.getBoolean("treecast.print");
        StringBuilder table = new StringBuilder(ScenarioTable.HEAD);
        for (Scenario scenario : Scenarios.all()) {
            for (long seed = 1; seed <= (print ? SEEDS : 1); seed++) {
                table.append(ScenarioTable.row(scenario, seed)).append('\n');
            }
        }

        assertThat(table.toString().lines())
                .hasSizeGreaterThanOrEqualTo(2 + Scenarios.all().size());
        if (print) {
            System.out.println(table);
        }
    }
}
