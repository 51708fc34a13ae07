package dev.treecast.tree.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.audience.NeedCounts;
import dev.treecast.webrtc.rtcp.ApplicationDefined;
import dev.treecast.webrtc.rtcp.NetworkOrder;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LinkAudienceTest {
    private static ApplicationDefined sent() {
        NeedCounts.Tally tally = new NeedCounts.Tally();
        tally.add(60_000_000);
        tally.add(60_000_000);
        tally.add(3_000_000_000L);
        byte[] wire = new byte[400];
        int length = LinkAudience.write(7, tally.toCounts()).write(wire, 3);
        return Objects.requireNonNull(ApplicationDefined.parse(wire, 3, length));
    }

    @Test
    void shouldReadWhatItWrote() {
        NeedCounts read = Objects.requireNonNull(LinkAudience.read(sent()));
        assertThat(sent().ssrc()).isEqualTo(7);
        assertThat(read.viewers()).isEqualTo(3);
        assertThat(read.count(2)).isEqualTo(2);
        assertThat(read.count(NeedCounts.STEPS - 1)).isEqualTo(1);
    }

    @Test
    void shouldPassOverWhatIsSomethingElseOrCannotBe() {
        byte[] data = sent().data();
        assertThat(LinkAudience.read(new ApplicationDefined(7, "TIME", data))).isNull();
        assertThat(LinkAudience.read(new ApplicationDefined(7, "NEED", Arrays.copyOf(data, 316))))
                .isNull();
        NetworkOrder.put32(data, 8, -1);
        assertThat(LinkAudience.read(new ApplicationDefined(7, "NEED", data))).isNull();
    }
}
