package dev.treecast.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IvfReaderTest {

    /** An IVF file of VP8 at 30 frames a second; the frame count in the header is left at 0, as streaming writers do. */
    static byte[] ivf(byte[]... frames) {
        int length =
                32 + Arrays.stream(frames).mapToInt(frame -> 12 + frame.length).sum();
        ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("DKIF".getBytes(StandardCharsets.US_ASCII)).putShort((short) 0).putShort((short) 32);
        file.put("VP80".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 640)
                .putShort((short) 360);
        file.putInt(30).putInt(1).putInt(0).putInt(0);
        for (int i = 0; i < frames.length; i++) {
            file.putInt(frames[i].length).putLong(i).put(frames[i]);
        }
        return file.array();
    }

    @Test
    void shouldReadHeaderAndFrames() {
        byte[] file = ivf(new byte[] {0x10, 1, 2}, new byte[] {0x11});

        IvfReader.Ivf ivf = IvfReader.read(file);

        assertThat(ivf.codec()).isEqualTo("VP80");
        assertThat(ivf.width()).isEqualTo(640);
        assertThat(ivf.height()).isEqualTo(360);
        assertThat(ivf.timeBaseNumerator()).isEqualTo(1);
        assertThat(ivf.timeBaseDenominator()).isEqualTo(30);
        assertThat(ivf.frames()).containsExactly(new IvfReader.Frame(0, 44, 3), new IvfReader.Frame(1, 59, 1));
        assertThat(file[44]).isEqualTo((byte) 0x10);
        assertThat(file[59]).isEqualTo((byte) 0x11);
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() {
        byte[] file = ivf(new byte[] {0x10, 1, 2}, new byte[] {0x11});
        byte[] zeroTimeBase = file.clone();
        Arrays.fill(zeroTimeBase, 16, 20, (byte) 0);
        byte[] hugeFrame = file.clone();
        Arrays.fill(hugeFrame, 32, 36, (byte) 0xff);

        assertRefused(new byte[0], "no IVF file");
        assertRefused("RIFF this is something else entirely".getBytes(StandardCharsets.US_ASCII), "no IVF file");
        assertRefused(zeroTimeBase, "time base of zero");
        assertRefused(hugeFrame, "ends in the middle of frame 0");
        assertRefused(Arrays.copyOf(file, file.length - 1), "ends in the middle of frame 1");
        assertRefused(Arrays.copyOf(file, 50), "ends in the middle of frame 1");
    }

    @Test
    void shouldSurviveRandomBytes() {
        Random random = new Random(3);
        byte[] file = ivf(new byte[40], new byte[0], new byte[3]);
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] mutated = Arrays.copyOf(file, random.nextInt(file.length + 20));
            for (int j = random.nextInt(4); j >= 0 && mutated.length > 0; j--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            try {
                for (IvfReader.Frame frame : IvfReader.read(mutated).frames()) {
                    assertThat(frame.offset() + frame.length()).isBetween(0, mutated.length);
                }
            } catch (IllegalArgumentException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1_000, 49_999);
    }

    private static void assertRefused(byte[] file, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IvfReader.read(file))
                .withMessageContaining(sentence);
    }
}
