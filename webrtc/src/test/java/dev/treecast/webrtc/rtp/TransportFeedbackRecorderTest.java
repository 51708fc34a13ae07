package dev.treecast.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.rtcp.CompoundReader;
import dev.treecast.webrtc.rtcp.TransportFeedback;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TransportFeedbackRecorderTest {
    private static final long MS = 1_000_000L;
    private static final long START = Long.MAX_VALUE - 3_000 * MS;

    private final TransportFeedbackRecorder recorder =
            new TransportFeedbackRecorder(TransportFeedbackRecorder.INTERVAL_NS);
    private final TransportFeedback feedback = new TransportFeedback();
    private final CompoundReader reader = new CompoundReader();
    private final byte[] out = new byte[1200];

    @Test
    void shouldReportInIntervals() {
        assertThat(recorder.nextDeadlineNs()).isEqualTo(TransportFeedbackRecorder.NO_DEADLINE);
        recorder.onPacket(65_535, START);
        assertThat(recorder.nextDeadlineNs()).isEqualTo(START);
        assertThat(report(START)).isEqualTo("65535@0 ");
        assertThat(report(START)).isEmpty();

        recorder.onPacket(2, START + 10 * MS);
        assertThat(recorder.nextDeadlineNs()).isEqualTo(START + 50 * MS);
        assertThat(report(START + 49 * MS)).isEmpty();
        assertThat(report(START + 50 * MS)).isEqualTo("0- 1- 2@40 ");
        assertThat(feedback.feedbackPacketCount()).isEqualTo(1);
    }

    @Test
    void shouldReportALatePacketAgain() {
        recorder.onPacket(1, START);
        recorder.onPacket(3, START);
        assertThat(report(START)).isEqualTo("1@0 2- 3@0 ");

        recorder.onPacket(2, START + MS);
        recorder.onPacket(3, START + MS);

        assertThat(report(START + 50 * MS)).isEqualTo("2@4 3@0 ");
    }

    /** Statuses with arrival ticks since the start, or a dash. */
    private String report(long nowNs) {
        StringBuilder statuses = new StringBuilder();
        for (int length = write(nowNs); length > 0; length = write(nowNs)) {
            while (feedback.next()) {
                statuses.append(feedback.sequenceNumber());
                statuses.append(feedback.received() ? "@" + (feedback.arrivalTicks() - 4_000) : "-");
                statuses.append(' ');
            }
        }
        return statuses.toString();
    }

    private int write(long nowNs) {
        int length = recorder.write(nowNs, out, 0, out.length, 1, 2);
        if (length > 0) {
            boolean wellFormed = reader.wrap(out, 0, length) && reader.next() && feedback.wrap(out, 0, reader.length());
            assertThat(wellFormed).isTrue();
        }
        return length;
    }

    @Test
    void shouldTellOfEveryArrivalOverManyWraps() {
        SplittableRandom random = new SplittableRandom(11);
        Map<Long, Long> arrivals = new HashMap<>();
        long nowNs = 0;
        long told = 0;
        SequenceUnwrapper unwrapper = new SequenceUnwrapper();
        unwrapper.unwrap(60_000);
        for (long sequence = 60_000; sequence < 260_000; sequence++) {
            nowNs += random.nextInt(2_000_000);
            if (random.nextInt(20) == 0) {
                continue;
            }
            recorder.onPacket((int) (sequence & 0xffff), nowNs);
            arrivals.put(sequence, nowNs);
            while (write(nowNs) > 0) {
                while (feedback.next()) {
                    if (feedback.received()) {
                        Long arrivalNs = arrivals.remove(unwrapper.unwrap(feedback.sequenceNumber()));
                        told += arrivalNs == null ? 0 : 1;
                    }
                }
            }
        }
        assertThat(told).isGreaterThan(189_000);
        // What is left came within the last interval.
        assertThat(arrivals).hasSizeLessThan(200);
    }

    @Test
    void shouldStayBoundedWhenNumbersJump() {
        SplittableRandom random = new SplittableRandom(12);
        for (int i = 0; i < 2_000; i++) {
            recorder.onPacket(random.nextInt(65_536), i * 10L * MS);
            int packets = 0;
            while (write(i * 10L * MS) > 0) {
                assertThat(++packets).isLessThan(20);
            }
        }
        assertThat(recorder.nextDeadlineNs()).isGreaterThan(1_900 * 10 * MS);
    }
}
