package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Binary messages, byte by byte as the protocol's page lays them out. */
class FramesTest {
    private final Frames frames = new Frames();
    private final List<String> heard = new ArrayList<>();
    private final List<Tick> ticks = new ArrayList<>();
    private final Frames.Listener listener = new Frames.Listener() {
        @Override
        public void tick(int control, Tick tick) {
            heard.add(control + " " + tick);
            ticks.add(tick);
        }

        @Override
        public void crew(int control, Input input) {
            heard.add(control + " " + input);
        }
    };

    private void read(String hex) {
        frames.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replaceAll("\\s", ""))), listener);
    }

    @Test
    void shouldReadPresses() {
        read("10 0000000a 0005f5e100000000 01  0003 01 ac02 80 01  07 05 02");

        Tick tick = ticks.get(0);
        assertThat(heard.get(0)).startsWith("3 ");
        assertThat(tick.number()).isEqualTo(10);
        assertThat(tick.time()).isEqualTo(0x0005f5e100000000L);
        assertThat(tick.received()).isEqualTo(300);
        assertThat(tick.distinct()).isEqualTo(128);
        assertThat(tick.presses()).isEqualTo(7);
        assertThat(tick.releases()).isEqualTo(5);
        assertThat(tick.holding()).isEqualTo(2);
        assertThat(tick.neutral()).isFalse();
    }

    @Test
    void shouldReadMovesWithSamples() {
        read("12 05 02 7631 03 416e6e");
        read("10 00000001 0000000000000001 01  ffff 06 02 01"
                + "02 3f000000 bf800000 3e800000 00000000 ff7f0000000000000000000000000001"
                + "02  05 03 7fff 8001 00000054  06 01 ffffffff");

        Tick tick = ticks.get(0);
        assertThat(heard.get(0)).startsWith("65535 ");
        assertThat(tick.x()).isEqualTo(0.5);
        assertThat(tick.y()).isEqualTo(-1);
        assertThat(tick.deviationX()).isEqualTo(0.25);
        assertThat(tick.direction(0)).isEqualTo(1);
        assertThat(tick.direction(1)).isEqualTo(127 / 255.0);
        assertThat(tick.direction(15)).isEqualTo(1 / 255.0);
        assertThat(tick.samples())
                .containsExactly(
                        new Input(new Viewer("v1", "Ann"), Action.MOVE, 1, -1, 84, false),
                        new Input(Viewer.UNKNOWN, Action.PRESS, 0, 0, -1, false));
    }

    @Test
    void shouldReadTheDeadManAsNeutral() {
        read("10 00000001 0000000000000001 01  0001 08 00 00");
        assertThat(ticks.get(0).neutral()).isTrue();
        assertThat(ticks.get(0).x()).isZero();
    }

    @Test
    void shouldReadTheCrew() {
        read("11 0007 05 02 00000010");
        assertThat(heard).containsExactly("7 " + new Input(Viewer.UNKNOWN, Action.RELEASE, 0, 0, 16, true));
    }

    @Test
    void shouldPassOverWhatALaterVersionMaySend() {
        read("7f 0102030405");
        assertThat(heard).isEmpty();
    }

    @Test
    void shouldKeepSticksInsideTheirRange() {
        read("10 00000001 0000000000000001 01  0001 02 02 01"
                + "02 7fc00000 41200000 00000000 00000000 00000000000000000000000000000000");
        assertThat(ticks.get(0).x()).isZero();
        assertThat(ticks.get(0).y()).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhatEndsTooEarlyOrIsNotSo() {
        assertThatThrownBy(() -> read("10 00000001 0000000000000001 02  0001 08 00 00"))
                .isInstanceOf(BufferUnderflowException.class);
        assertThatThrownBy(() -> read("11 0007 05 04 00000010")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read("12 ffffffffff01")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldThrowNothingElseWhateverComes() {
        Random random = new Random(4);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(60) + 1];
            random.nextBytes(bytes);
            bytes[0] = (byte) (0x10 + random.nextInt(3));
            try {
                frames.read(ByteBuffer.wrap(bytes), listener);
            } catch (IllegalArgumentException | BufferUnderflowException e) {
                heard.clear();
            }
            ticks.clear();
        }
    }

    @Test
    void shouldWritePositions() {
        byte[] bytes = new byte[200];
        ByteBuffer frame = Frames.positions(0xfedc_ba98L, bytes);
        byte[] written = new byte[frame.remaining()];
        frame.get(written);
        assertThat(HexFormat.of().formatHex(written, 0, 7)).isEqualTo("03fedcba98c801");
        assertThat(written).hasSize(207);
    }
}
