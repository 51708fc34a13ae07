package dev.treecast.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketizerTest {

    /** One RTP payload, copied. */
    static final class Payload {
        private final MediaKind kind;
        private final byte[] bytes;
        private final boolean marker;
        private final int rtpTimestamp;

        Payload(MediaKind kind, byte[] bytes, boolean marker, int rtpTimestamp) {
            this.kind = kind;
            this.bytes = bytes;
            this.marker = marker;
            this.rtpTimestamp = rtpTimestamp;
        }

        MediaKind kind() {
            return kind;
        }

        byte[] bytes() {
            return bytes;
        }

        boolean marker() {
            return marker;
        }

        int rtpTimestamp() {
            return rtpTimestamp;
        }

        int pictureId() {
            return (bytes[2] & 0x7f) << 8 | (bytes[3] & 0xff);
        }

        boolean startsFrame() {
            return kind == MediaKind.VIDEO && (bytes[0] & 0x10) != 0;
        }

        boolean startsKeyFrame() {
            return startsFrame() && Vp8Packetizer.isKeyFrame(bytes, 4);
        }
    }

    static RtpPayloadSink into(List<Payload> payloads) {
        return (kind, bytes, offset, length, marker, rtpTimestamp) -> payloads.add(
                new Payload(kind, Arrays.copyOfRange(bytes, offset, offset + length), marker, rtpTimestamp));
    }

    private static byte[] frame(int length) {
        byte[] frame = new byte[length + 3];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (byte) (i * 31);
        }
        return frame;
    }

    @Test
    void shouldDescribeEachPayloadWhatRfc7741Says() {
        List<Payload> payloads = new ArrayList<>();
        new Vp8Packetizer(0x1234).packetize(frame(3_000), 3, 3_000, 90_000, into(payloads));

        assertThat(payloads).hasSize(3);
        assertThat(payloads).extracting(payload -> payload.bytes()[0]).containsExactly((byte) 0x90, (byte) 0x80, (byte)
                0x80);
        assertThat(payloads)
                .allSatisfy(payload ->
                        assertThat(Arrays.copyOfRange(payload.bytes(), 1, 4)).containsExactly(0x80, 0x92, 0x34));
        assertThat(payloads).extracting(Payload::marker).containsExactly(false, false, true);
        assertThat(payloads).extracting(Payload::rtpTimestamp).containsOnly(90_000);
    }

    @Test
    void shouldCutIntoEqualPiecesAndLoseNothing() {
        for (int length : new int[] {1, 2, 1_095, 1_096, 1_097, 2_192, 2_193, 60_001}) {
            List<Payload> payloads = new ArrayList<>();
            byte[] frame = frame(length);
            new Vp8Packetizer(0).packetize(frame, 3, length, 0, into(payloads));

            int longest = payloads.stream()
                    .mapToInt(payload -> payload.bytes().length)
                    .max()
                    .orElseThrow();
            int shortest = payloads.stream()
                    .mapToInt(payload -> payload.bytes().length)
                    .min()
                    .orElseThrow();
            assertThat(payloads).hasSize((length + 1_095) / 1_096);
            assertThat(longest).isLessThanOrEqualTo(Vp8Packetizer.PAYLOAD_LENGTH_MAX);
            assertThat(longest - shortest).isLessThanOrEqualTo(1);
            byte[] together = new byte[length];
            int to = 0;
            for (Payload payload : payloads) {
                System.arraycopy(payload.bytes(), 4, together, to, payload.bytes().length - 4);
                to += payload.bytes().length - 4;
            }
            assertThat(together).isEqualTo(Arrays.copyOfRange(frame, 3, length + 3));
        }
    }

    @Test
    void shouldCountPictureIdsInFifteenBits() {
        List<Payload> payloads = new ArrayList<>();
        Vp8Packetizer packetizer = new Vp8Packetizer(0xffff_fffe);
        for (int i = 0; i < 3; i++) {
            packetizer.packetize(frame(10), 0, 10, 0, into(payloads));
        }

        assertThat(payloads).extracting(Payload::pictureId).containsExactly(0x7ffe, 0x7fff, 0);
    }

    @Test
    void shouldSendOpusPacketsWholeAndMarkTheFirst() {
        List<Payload> payloads = new ArrayList<>();
        OpusPacketizer packetizer = new OpusPacketizer();
        packetizer.packetize(new byte[] {1, 2, 3}, 960, into(payloads));
        packetizer.packetize(new byte[] {4}, 1_920, into(payloads));

        assertThat(payloads).extracting(Payload::bytes).containsExactly(new byte[] {1, 2, 3}, new byte[] {4});
        assertThat(payloads).extracting(Payload::marker).containsExactly(true, false);
        assertThat(payloads).extracting(Payload::kind).containsOnly(MediaKind.AUDIO);
    }

    @Test
    void shouldReadDurationsAsRfc6716TableTwoSays() {
        assertThat(duration(0 << 3)).isEqualTo(480);
        assertThat(duration(1 << 3)).isEqualTo(960);
        assertThat(duration(6 << 3)).isEqualTo(1_920);
        assertThat(duration(11 << 3)).isEqualTo(2_880);
        assertThat(duration(12 << 3)).isEqualTo(480);
        assertThat(duration(15 << 3)).isEqualTo(960);
        assertThat(duration(16 << 3)).isEqualTo(120);
        assertThat(duration(31 << 3)).isEqualTo(960);
        assertThat(duration(31 << 3 | 1)).isEqualTo(1_920);
        assertThat(duration(31 << 3 | 2)).isEqualTo(1_920);
        assertThat(duration(31 << 3 | 3, 0x83)).isEqualTo(2_880);
        assertThat(duration(31 << 3 | 3)).isZero();
        assertThat(OpusPacketizer.durationSamples(new byte[0])).isZero();
    }

    private static int duration(int... packet) {
        byte[] bytes = new byte[packet.length];
        for (int i = 0; i < packet.length; i++) {
            bytes[i] = (byte) packet[i];
        }
        return OpusPacketizer.durationSamples(bytes);
    }
}
