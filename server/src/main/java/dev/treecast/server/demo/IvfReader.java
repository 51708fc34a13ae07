package dev.treecast.server.demo;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a whole IVF file, the plain container of the VP8 test vectors, out of memory. All numbers are little endian:
 *
 * <pre>
 * file header, 32 bytes:  "DKIF" | version u16 = 0 | header length u16 | FourCC | width u16 | height u16
 *                         | time base denominator u32 | time base numerator u32 | frame count u32 | unused u32
 * frame:                  length u32 | presentation time u64, in time base units | length bytes
 * </pre>
 *
 * <p>The frame count is not believed (writers that stream leave it at 0): the frames that are there count.
 */
final class IvfReader {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FILE_HEADER_LENGTH = 32;
    private static final int FRAME_HEADER_LENGTH = 12;

    private IvfReader() {}

    /**
     * An IVF file's content.
     *
     * @param codec the FourCC, e.g. {@code "VP80"}
     * @param width pixels
     * @param height pixels
     * @param timeBaseNumerator a presentation time unit is numerator / denominator seconds
     * @param timeBaseDenominator see above; both are positive
     * @param frames in file order
     */
    record Ivf(
            String codec,
            int width,
            int height,
            long timeBaseNumerator,
            long timeBaseDenominator,
            List<Frame> frames) {}

    /**
     * One frame: a window into the bytes that were given to {@link #read}.
     *
     * @param presentationTime in units of the file's time base
     */
    record Frame(long presentationTime, int offset, int length) {}

    /**
     * @param file the file's bytes; the frames point into it
     * @throws IllegalArgumentException with a sentence, when this is no whole IVF file
     */
    static Ivf read(byte[] file) {
        if (file.length < FILE_HEADER_LENGTH || !ascii(file, 0).equals("DKIF")) {
            throw new IllegalArgumentException("This is no IVF file: it does not start with an IVF header.");
        }
        int headerLength = unsignedShort(file, 6);
        long denominator = unsignedInt(file, 16);
        long numerator = unsignedInt(file, 20);
        if (unsignedShort(file, 4) != 0 || headerLength < FILE_HEADER_LENGTH || headerLength > file.length) {
            throw new IllegalArgumentException("This IVF file has a header of an unknown version or length.");
        }
        if (denominator == 0 || numerator == 0) {
            throw new IllegalArgumentException("This IVF file has a time base of zero.");
        }
        return new Ivf(
                ascii(file, 8),
                unsignedShort(file, 12),
                unsignedShort(file, 14),
                numerator,
                denominator,
                frames(file, headerLength));
    }

    private static List<Frame> frames(byte[] file, int from) {
        List<Frame> frames = new ArrayList<>();
        int offset = from;
        while (offset < file.length) {
            int rest = file.length - offset - FRAME_HEADER_LENGTH;
            long length = rest < 0 ? 0 : unsignedInt(file, offset);
            if (rest < 0 || length > rest) {
                throw new IllegalArgumentException("This IVF file ends in the middle of frame " + frames.size() + ".");
            }
            long presentationTime = (long) LONG.get(file, offset + 4);
            frames.add(new Frame(presentationTime, offset + FRAME_HEADER_LENGTH, (int) length));
            offset += FRAME_HEADER_LENGTH + (int) length;
        }
        return List.copyOf(frames);
    }

    private static String ascii(byte[] bytes, int offset) {
        return new String(bytes, offset, 4, StandardCharsets.US_ASCII);
    }

    private static int unsignedShort(byte[] bytes, int offset) {
        return Short.toUnsignedInt((short) SHORT.get(bytes, offset));
    }

    private static long unsignedInt(byte[] bytes, int offset) {
        return Integer.toUnsignedLong((int) INT.get(bytes, offset));
    }
}
