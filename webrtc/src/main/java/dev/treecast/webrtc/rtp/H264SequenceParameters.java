package dev.treecast.webrtc.rtp;

/**
 * The size in an H264 sequence parameter set (ITU-T H.264 section 7.3.2.1.1), and of what stands before it only as much as it takes to get there. Made for what
 * anybody may send: it reads no further than the unit, and loops no longer than the unit has bits.
 */
final class H264SequenceParameters {
    private static final int MACROBLOCK = 16;
    /** Larger than any picture: level 6.2 ends at 16,384 pixels. */
    private static final int MACROBLOCKS_MAX = 1_024;

    private static final int CHROMA_420 = 1;
    private static final int CHROMA_444 = 3;

    private byte[] buffer = {};
    private int at;
    private int end;
    private int bit;
    private int zeros;
    private boolean overrun;

    private int width;
    private int height;

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Takes a NAL unit of type 7; false where it cannot be read. */
    boolean read(byte[] b, int off, int len) {
        if (len < 5) {
            return false;
        }
        buffer = b;
        at = off + 1;
        end = off + len;
        bit = 0;
        zeros = 0;
        overrun = false;
        int profile = bits(8);
        bits(16);
        unsigned();
        int chroma = isHigh(profile) ? chroma() : CHROMA_420;
        unsigned();
        pictureOrder();
        unsigned();
        bits(1);
        int columns = unsigned() + 1;
        int rows = unsigned() + 1;
        int fields = bits(1) == 1 ? 1 : 2;
        if (fields == 2) {
            bits(1);
        }
        bits(1);
        if (overrun || columns > MACROBLOCKS_MAX || rows > MACROBLOCKS_MAX) {
            return false;
        }
        width = columns * MACROBLOCK;
        height = rows * MACROBLOCK * fields;
        crop(chroma, fields);
        return !overrun && width > 0 && height > 0;
    }

    private static boolean isHigh(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    private int chroma() {
        int format = unsigned();
        if (format == CHROMA_444) {
            bits(1);
        }
        unsigned();
        unsigned();
        bits(1);
        if (bits(1) == 1) {
            int lists = format == CHROMA_444 ? 12 : 8;
            for (int i = 0; i < lists && !overrun; i++) {
                if (bits(1) == 1) {
                    scalingList(i < 6 ? 16 : 64);
                }
            }
        }
        return format;
    }

    private void scalingList(int size) {
        int last = 8;
        int next = 8;
        for (int i = 0; i < size && !overrun; i++) {
            if (next != 0) {
                next = (last + signed()) & 0xff;
            }
            last = next == 0 ? last : next;
        }
    }

    private void pictureOrder() {
        int type = unsigned();
        if (type == 0) {
            unsigned();
        } else if (type == 1) {
            bits(1);
            signed();
            signed();
            int count = unsigned();
            for (int i = 0; i < count && !overrun; i++) {
                signed();
            }
        }
    }

    private void crop(int chroma, int fields) {
        if (bits(1) == 0) {
            return;
        }
        int unitX = chroma == CHROMA_420 || chroma == 2 ? 2 : 1;
        int unitY = (chroma == CHROMA_420 ? 2 : 1) * fields;
        int left = unsigned();
        int right = unsigned();
        int top = unsigned();
        int bottom = unsigned();
        width -= unitX * Math.min(left + right, width);
        height -= unitY * Math.min(top + bottom, height);
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 1) | next();
        }
        return value;
    }

    /** The next bit; a 3 after two zero bytes is there for the byte stream alone (section 7.4.1). */
    private int next() {
        if (bit == 0) {
            if (zeros >= 2 && at < end && buffer[at] == 3) {
                at++;
                zeros = 0;
            }
            if (at >= end) {
                overrun = true;
                return 0;
            }
            zeros = buffer[at] == 0 ? zeros + 1 : 0;
        }
        int value = (buffer[at] >>> (7 - bit)) & 1;
        bit = (bit + 1) & 7;
        if (bit == 0) {
            at++;
        }
        return value;
    }

    /** ue(v), section 9.1. What has no end is an overrun; numbers of more than 16 bits are none of ours. */
    private int unsigned() {
        int leading = 0;
        while (!overrun && next() == 0) {
            leading++;
        }
        if (overrun || leading > 16) {
            overrun = true;
            return 0;
        }
        return ((1 << leading) - 1) + bits(leading);
    }

    /** se(v), section 9.1.1. */
    private int signed() {
        int code = unsigned();
        return (code & 1) == 0 ? -(code >>> 1) : (code + 1) >>> 1;
    }
}
