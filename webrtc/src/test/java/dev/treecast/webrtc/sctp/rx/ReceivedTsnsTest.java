package dev.treecast.webrtc.sctp.rx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.sctp.packet.SackChunk;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a set of everything that arrived. */
class ReceivedTsnsTest {
    private final byte[] b = new byte[1_160];

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -3_000, Integer.MAX_VALUE - 1_000, Integer.MIN_VALUE})
    void shouldReportWhatASetReports(int initialTsn) {
        Random random = new Random(initialTsn);
        ReceivedTsns tsns = new ReceivedTsns(initialTsn);
        Set<Integer> model = new HashSet<>();
        int cumulative = initialTsn - 1;
        for (int step = 0; step < 10_000; step++) {
            int tsn = cumulative + random.nextInt(random.nextInt(50) == 0 ? 3_000 : 40) - 5;
            if (random.nextInt(200) == 0) {
                int skipTo = cumulative + 1 + random.nextInt(random.nextInt(10) == 0 ? 4_000 : 30);
                tsns.skipTo(skipTo);
                while (cumulative != skipTo) {
                    cumulative++;
                    model.add(cumulative);
                }
            } else if (tsn - cumulative > ReceivedTsns.SPAN) {
                assertThat(tsns.isTooFar(tsn)).isTrue();
            } else {
                assertThat(tsns.isTooFar(tsn)).isFalse();
                boolean known = tsn - cumulative <= 0 || model.contains(tsn);
                assertThat(tsns.contains(tsn)).isEqualTo(known);
                if (!known) {
                    tsns.add(tsn);
                    model.add(tsn);
                }
            }
            while (model.contains(cumulative + 1)) {
                cumulative++;
            }
            assertThat(tsns.cumulative()).isEqualTo(cumulative);
            if (step % 20 == 0) {
                checkBlocks(tsns, model, cumulative);
            }
        }
    }

    private void checkBlocks(ReceivedTsns tsns, Set<Integer> model, int cumulative) {
        int length = tsns.writeSack(b, 0, b.length, 1_000);
        assertThat(SackChunk.isWellFormed(b, 0, length)).isTrue();
        Set<Integer> reported = new HashSet<>();
        int blocks = SackChunk.gapBlocks(b, 0);
        for (int i = 0; i < blocks; i++) {
            for (int gap = SackChunk.gapStart(b, 0, i); gap <= SackChunk.gapEnd(b, 0, i); gap++) {
                reported.add(cumulative + gap);
            }
        }
        assertThat(reported.stream().allMatch(model::contains)).isTrue();
        if (length < b.length - SackChunk.ENTRY_LENGTH) {
            for (int ahead = 1; ahead <= ReceivedTsns.SPAN; ahead += 7) {
                if (reported.contains(cumulative + ahead) != model.contains(cumulative + ahead)) {
                    throw new AssertionError("TSN " + (cumulative + ahead));
                }
            }
        }
    }
}
