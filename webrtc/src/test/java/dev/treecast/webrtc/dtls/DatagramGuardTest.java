package dev.treecast.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DatagramGuardTest {
    private static final int HANDSHAKE = 22;

    @Test
    void shouldTakeMessagesUpToTheBound() {
        assertThat(admitted(record(HANDSHAKE, 0, message(DatagramGuard.MESSAGE_BYTES_MAX, 5))))
                .isTrue();
        assertThat(admitted(record(HANDSHAKE, 0, message(DatagramGuard.MESSAGE_BYTES_MAX + 1, 5))))
                .isFalse();
        assertThat(admitted(record(HANDSHAKE, 0, message(0xFFFFFF, 0)))).isFalse();
    }

    @Test
    void shouldLookAtEveryMessageOfEveryRecord() {
        byte[] small = message(5, 5);
        byte[] large = message(0xFFFFFF, 1);
        assertThat(admitted(record(HANDSHAKE, 0, join(small, small)))).isTrue();
        assertThat(admitted(record(HANDSHAKE, 0, join(small, large)))).isFalse();
        assertThat(admitted(join(record(HANDSHAKE, 0, small), record(HANDSHAKE, 0, large))))
                .isFalse();
        assertThat(admitted(join(record(HANDSHAKE, 1, new byte[40]), record(HANDSHAKE, 0, large))))
                .isFalse();
    }

    @Test
    void shouldRefuseUnknownVersionsEvenOnATruncatedRecord() {
        byte[] record = record(23, 1, new byte[20]);
        assertThat(admitted(record)).isTrue();
        record[2] = (byte) 0xFF; // DTLS 1.0
        assertThat(admitted(record)).isTrue();
        record[2] = (byte) 0xFE; // between the two: reserved, and BouncyCastle throws
        assertThat(admitted(record)).isFalse();
        assertThat(admitted(Arrays.copyOf(record, 15))).isFalse();
        assertThat(admitted(join(record(23, 1, new byte[20]), record))).isFalse();
    }

    @Test
    void shouldLeaveCiphertextAndOtherContentAlone() {
        assertThat(admitted(record(HANDSHAKE, 1, message(0xFFFFFF, 1)))).isTrue();
        assertThat(admitted(record(23, 0, message(0xFFFFFF, 1)))).isTrue();
        assertThat(admitted(new byte[0])).isTrue();
    }

    @Test
    void shouldSurviveRandomBytes() {
        SplittableRandom random = new SplittableRandom(11);
        byte[] seed =
                join(record(HANDSHAKE, 0, join(message(5, 5), message(9, 4))), record(HANDSHAKE, 1, new byte[30]));
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = seed.clone();
            for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int offset = random.nextInt(bytes.length);
            refused += admitted(bytes) ? 0 : 1;
            DatagramGuard.admits(bytes, offset, random.nextInt(bytes.length - offset + 1));
        }
        assertThat(refused).isBetween(1, 99_999);
    }

    private static boolean admitted(byte[] datagram) {
        return DatagramGuard.admits(datagram, 0, datagram.length);
    }

    private static byte[] record(int contentType, int epoch, byte[] fragment) {
        return ByteBuffer.allocate(13 + fragment.length)
                .put((byte) contentType)
                .putShort((short) 0xFEFD)
                .putShort((short) epoch)
                .putShort((short) 0)
                .putInt(1)
                .putShort((short) fragment.length)
                .put(fragment)
                .array();
    }

    private static byte[] message(int length, int fragmentLength) {
        return ByteBuffer.allocate(12 + fragmentLength)
                .putInt((1 << 24) | length)
                .putShort((short) 0)
                .put((byte) 0)
                .putShort((short) 0)
                .put((byte) (fragmentLength >> 16))
                .putShort((short) fragmentLength)
                .array();
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
