package dev.treecast.webrtc.rtp;

/**
 * Reads the most significant bit first. What lies behind the end reads as 0 and is remembered: the caller asks {@link #overran} once, instead of minding each
 * field. Reusable.
 */
final class BitReader {
    private byte[] buffer = {};
    private int at;
    private int end;

    /** Takes {@code len} bytes. */
    void wrap(byte[] b, int off, int len) {
        buffer = b;
        at = off * Byte.SIZE;
        end = (off + len) * Byte.SIZE;
    }

    /** @param bits 31 at most */
    int read(int bits) {
        int value = 0;
        for (int i = 0; i < bits; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    private int bit() {
        int position = at++;
        return position < end ? buffer[position / Byte.SIZE] >>> Byte.SIZE - 1 - position % Byte.SIZE & 1 : 0;
    }

    boolean readFlag() {
        return read(1) != 0;
    }

    /** A number below {@code count}, in as few bits as it takes: AV1's ns(n). */
    int readBelow(int count) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(count);
        int shorter = (1 << bits) - count;
        int value = read(bits - 1);
        return value < shorter ? value : (value << 1 | read(1)) - shorter;
    }

    /** Whether more was read than there is. */
    boolean overran() {
        return at > end;
    }
}
