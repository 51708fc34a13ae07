package dev.treecast.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Without its annotation processor the build passes, and JMH finds nothing. */
class BenchmarkListTest {
    @Test
    void shouldListEveryBenchmark() {
        Set<String> classes = BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        List.of(".*"),
                        List.of())
                .stream()
                .map(BenchmarkListEntry::getUserClassQName)
                .collect(Collectors.toSet());
        assertThat(classes)
                .containsExactlyInAnyOrder(
                        FanOutBenchmark.class.getName(),
                        FeedbackBenchmark.class.getName(),
                        FoldBenchmark.class.getName(),
                        RtpBenchmark.class.getName(),
                        SFrameBenchmark.class.getName(),
                        SrtpBenchmark.class.getName(),
                        StunBenchmark.class.getName());
    }

    @Test
    void shouldServeAnAudience() {
        FanOutBenchmark fanOut = new FanOutBenchmark();
        fanOut.viewers = 3;
        fanOut.fill();
        long before = fanOut.packet();
        assertThat(fanOut.packet() - before).isEqualTo(3);
    }

    @Test
    void shouldServeWhatIsAskedFor() {
        FeedbackBenchmark feedback = new FeedbackBenchmark();
        feedback.connect();
        for (int i = 0; i < 3_000; i++) {
            var unused = feedback.nackServed();
        }
        feedback.receiverReport();
        assertThat(feedback.transportFeedback()).isPositive();
        StunBenchmark stun = new StunBenchmark();
        assertThat(stun.parseAndVerify()).isTrue();
        assertThat(stun.answer()).isEqualTo(1);
    }
}
