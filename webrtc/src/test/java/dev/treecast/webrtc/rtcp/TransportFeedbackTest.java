package dev.treecast.webrtc.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TransportFeedbackTest {
    private static final int RING = 1 << 12;

    private final TransportFeedback feedback = new TransportFeedback();
    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();
    private final CompoundReader reader = new CompoundReader();
    private final byte[] out = new byte[1500];

    @Test
    void shouldReadAPacketThatABrowserSent() {
        byte[] b = HexFormat.of().parseHex("afcd0005fa17fa1743032fa0009900013de8021720019401");

        assertThat(reader.wrap(b, 0, b.length)).isTrue();
        assertThat(reader.next()).isTrue();
        assertThat(feedback.wrap(b, reader.offset(), reader.length())).isTrue();

        assertThat(feedback.senderSsrc()).isEqualTo(0xfa17fa17);
        assertThat(feedback.mediaSsrc()).isEqualTo(0x43032fa0);
        assertThat(feedback.baseSequenceNumber()).isEqualTo(153);
        assertThat(feedback.statusCount()).isEqualTo(1);
        assertThat(feedback.referenceTime()).isEqualTo(4_057_090);
        assertThat(feedback.feedbackPacketCount()).isEqualTo(23);
        assertThat(feedback.next()).isTrue();
        assertThat(feedback.sequenceNumber()).isEqualTo(153);
        assertThat(feedback.arrivalTicks()).isEqualTo(4_057_090L * 256 + 148);
        assertThat(feedback.next()).isFalse();
    }

    @Test
    void shouldReadEveryKindOfChunk() {
        // A run of 3 received, a one-bit vector of 14, a two-bit vector: small, none, large, none ...
        byte[] b = HexFormat.of()
                .parseHex("8fcd0009" + "00000001" + "00000002" + "fffe0018" + "00000100" + "2003" + "a001" + "d200"
                        + "010203" + "0405" + "06" + "fff6" + "00000000" + "0000");

        assertThat(feedback.wrap(b, 0, b.length)).isTrue();

        StringBuilder seen = new StringBuilder();
        while (feedback.next()) {
            if (feedback.received()) {
                seen.append(feedback.sequenceNumber())
                        .append('@')
                        .append(feedback.arrivalTicks() - 256)
                        .append(' ');
            }
        }
        assertThat(seen.toString()).isEqualTo("65534@1 65535@3 0@6 1@10 14@15 15@21 17@11 ");
    }

    @Test
    void shouldRefuseWhatPromisesMoreThanItHolds() {
        byte[] b = HexFormat.of().parseHex("8fcd0005" + "00000001" + "00000002" + "00000003" + "00000000" + "20030102");
        assertThat(feedback.wrap(b, 0, b.length)).isFalse();
        assertThat(feedback.next()).isFalse();
        b[21] = 2;
        assertThat(feedback.wrap(b, 0, b.length)).isFalse();
        b[15] = 2;
        assertThat(feedback.wrap(b, 0, b.length)).isTrue();
        // The reserved symbol 3.
        b[20] = 0x60;
        assertThat(feedback.wrap(b, 0, b.length)).isFalse();
    }

    @Test
    void shouldReadBackWhateverItWrote() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 3_000; round++) {
            long[] arrivals = new long[RING];
            long base = random.nextLong(1L << 20);
            int count = 1 + random.nextInt(round % 10 == 0 ? RING : 200);
            double loss = random.nextInt(3) * 0.45;
            int spread = random.nextInt(4) == 0 ? 2_000 : 200;
            long ticks = random.nextLong(1L << 34);
            boolean any = false;
            for (int i = 0; i < count; i++) {
                boolean arrived = random.nextDouble() >= loss;
                ticks = Math.max(0, ticks + random.nextInt(spread) - spread / 8);
                ticks += random.nextInt(2_000) == 0 ? 50_000 : 0;
                arrivals[(int) (base + i) & RING - 1] = arrived ? ticks : TransportFeedbackWriter.NOT_RECEIVED;
                any |= arrived;
            }
            assertReadsBack(arrivals, base, count, any);
        }
    }

    private void assertReadsBack(long[] arrivals, long base, int count, boolean any) {
        int done = 0;
        while (done < count) {
            int length = writer.write(out, 2, 1202, 1, 2, 300, arrivals, base + done, count - done);
            if (length < 0) {
                for (int i = done; i < count; i++) {
                    assertThat(arrivals[(int) (base + i) & RING - 1]).isNegative();
                }
                assertThat(done > 0 || !any).isTrue();
                return;
            }
            assertThat(length).isLessThanOrEqualTo(1200);
            assertThat(reader.wrap(out, 2, length)).isTrue();
            assertThat(reader.next()).isTrue();
            assertThat(feedback.wrap(out, 2, reader.length())).isTrue();
            assertThat(feedback.feedbackPacketCount()).isEqualTo(44);
            assertThat(feedback.statusCount())
                    .isEqualTo(writer.statusesWritten())
                    .isPositive();
            while (feedback.next()) {
                long expected = arrivals[(int) (base + done) & RING - 1];
                boolean sameArrival = expected < 0
                        ? !feedback.received()
                        : feedback.received()
                                && (feedback.arrivalTicks() - expected) % TransportFeedback.ARRIVAL_TICKS_WRAP == 0;
                if (!sameArrival || feedback.sequenceNumber() != (int) ((base + done) & 0xffff)) {
                    throw new AssertionError("status " + done + " of " + count + " at " + base);
                }
                done++;
            }
        }
    }

    @Test
    void shouldUseARunWhereAllArrived() {
        long[] arrivals = new long[RING];
        for (int i = 0; i < 100; i++) {
            arrivals[i] = 256L + i;
        }

        int length = writer.write(out, 0, 1200, 1, 2, 0, arrivals, 0, 100);

        // One chunk and a hundred deltas, padded to 32 bits.
        assertThat(length).isEqualTo(124);
        assertThat(NetworkOrder.unsigned16(out, 20)).isEqualTo(0x2000 | 100);
    }

    @Test
    void shouldWriteNothingWhereNothingArrived() {
        long[] arrivals = new long[RING];
        Arrays.fill(arrivals, TransportFeedbackWriter.NOT_RECEIVED);

        assertThat(writer.write(out, 0, 1200, 1, 2, 0, arrivals, 0, 100)).isEqualTo(-1);
        assertThat(writer.statusesWritten()).isZero();
    }
}
