package dev.treecast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = Bench.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(arguments);
    }

    @Test
    void shouldListItsMeasurementsAndNoneOfItsInnerCommands() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("fanout", "storm").doesNotContain("probe", "swarm ", "wire ");
    }

    @Test
    void shouldExplainEveryOption() {
        assertThat(run("fanout", "--help")).isZero();
        assertThat(out.toString()).contains("--sweep", "--viewers", "--checking", "--out", "Examples");
    }

    @Test
    void shouldSayWhatAnOptionTakes() {
        assertThat(run("fanout", "--viewers", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--viewers takes 1 to").contains("--help");
    }

    @Test
    void shouldKnowEveryCommandThatAllOfThemAreMadeOf() {
        AllCommand.measurements().values().forEach(arguments -> {
            CommandLine.ParseResult parsed = Bench.commandLine().parseArgs(arguments.toArray(String[]::new));
            assertThat(parsed.hasSubcommand()).as(arguments.toString()).isTrue();
        });
    }

    @Test
    void shouldNameNoScenarioThatIsNotThere() {
        assertThat(run("tree", "--scenario", "sunshine")).isEqualTo(2);
        assertThat(err.toString()).contains("'sunshine'");
    }

    @Test
    void shouldNameNoBadNetworkThatIsNotThere() {
        assertThat(run("network", "--scenario", "loss,drought")).isEqualTo(2);
        assertThat(err.toString()).contains("'drought'");
        assertThat(run("network", "--peer", "nobody")).isEqualTo(2);
        assertThat(err.toString()).contains("--peer takes janus or none");
    }

    @Test
    void shouldRefuseAStormOfNobody() {
        assertThat(run("storm", "--within", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--within takes");
    }
}
