package dev.treecast.interaction.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.protocol.Action;
import dev.treecast.interaction.protocol.ByteWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Ticks between nodes, byte by byte, and what is refused. */
class TickPacketTest {
    /** Two leaves, of which one presses, and a joystick with a sample. */
    private static final String VECTOR = "0300" + "0000000000000009" // to be merged, show 9
            + "02"
            + "ffffffffffffffff" + "ac02" + "02" + "00" // leaf −1: 300 to 302
            + "0000000000000011" + "02" + "01" + "01" + "0302" // leaf 17: 2 to 3; of control 3 one more is held
            + "030101" + "0200" // control 3: one viewer, 2 presses
            + "0206" + "02" // control 5: two viewers, moves and samples
            + "03" + "c701" + "05" + "904e" + "09" + "0001" + "03" // 3 moves: Σx −100, Σy −3, 10,000 and 9, sector 0
            + "0401" + "0102030405060708" + "000000000000002a" + "83" + "ff9cfffd" + "00000000000f4240" + "d00f";

    private static Tick example() {
        Summary button = new Summary();
        button.press(1);
        button.press(0);
        button.viewersElsewhere(1);
        Summary stick = new Summary();
        stick.moves(3, -100, -3, 10_000, 9);
        stick.direction(0, 3);
        stick.viewersElsewhere(2);
        stick.samples().limitTo(4);
        stick.samples().offer(0x0102030405060708L, 42, Action.MOVE, -100, -3, 1_000_000, 999_000);
        return new Tick(
                List.of(new Tick.Cover(-1, 300, 302, Map.of()), new Tick.Cover(17, 2, 3, Map.of(3, 1L))),
                new TreeMap<>(Map.of(3, button, 5, stick)));
    }

    @Test
    void shouldReadAndWriteTheExample() {
        byte[] bytes = new TickPacket(false, 9, example()).toBytes();
        TickPacket read = TickPacket.read(bytes).orElseThrow();
        assertThat(read.alone()).isFalse();
        assertThat(read.show()).isEqualTo(9);
        assertThat(read.tick().covers()).isEqualTo(example().covers());
        assertThat(read.tick().summaries()).hasSize(2);
        example()
                .summaries()
                .forEach((control, summary) -> assertThat(summary.isSame(
                                Objects.requireNonNull(read.tick().summaries().get(control))))
                        .isTrue());
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(VECTOR);
    }

    @Test
    void shouldRefuseWhatNoInputsMake() {
        // Three moves cannot have come further than 3 · 32,767; no more viewers than inputs; no summary twice.
        assertThat(TickPacket.read(moves(3, 3 * 32_767, 3, 1))).isPresent();
        assertThat(TickPacket.read(moves(3, 3 * 32_767 + 1, 3, 1))).isEmpty();
        assertThat(TickPacket.read(moves(3, 0, 4, 1))).isEmpty();
        assertThat(TickPacket.read(moves(3, 0, 3, 4))).isEmpty();
        byte[] once = moves(3, 0, 3, 1);
        byte[] twice = Arrays.copyOf(once, 2 * once.length - 22);
        System.arraycopy(once, 22, twice, once.length, once.length - 22);
        twice[once.length] = 0;
        assertThat(TickPacket.read(twice)).isEmpty();
        twice[once.length] = 1;
        assertThat(TickPacket.read(twice)).isPresent();
    }

    private static byte[] moves(long moves, long sumX, long directed, long viewers) {
        return new ByteWriter(64)
                .u8(3)
                .u8(0)
                .u64(9)
                .varint(1)
                .u64(17)
                .varlong(0)
                .varint(1)
                .varint(0)
                .varint(5)
                .u8(2)
                .varint(viewers)
                .varint(moves)
                .zigzag(sumX)
                .zigzag(0)
                .varlong(0)
                .varlong(0)
                .u16(1)
                .varint(directed)
                .toBytes();
    }

    @Test
    void shouldBearAnyBytes() {
        byte[] good = new TickPacket(false, 9, example()).toBytes();
        Random random = new Random(3);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(good.length + 4));
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            TickPacket packet = TickPacket.read(bytes).orElse(null);
            if (packet != null) {
                read++;
                // What is taken can be added up and passed on.
                TickSum sum = new TickSum(11_000);
                assertThat(sum.add(packet.tick(), bytes.length)).isTrue();
                assertThat(TickPacket.read(sum.toBytes(9)))
                        .as(HexFormat.of().formatHex(bytes))
                        .isPresent();
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void shouldRefuseLeavesBeyondItsBound() {
        for (int leaves : new int[] {TickPacket.COVERS_MAX, TickPacket.COVERS_MAX + 1}) {
            ByteWriter out = new ByteWriter(8_000).u8(3).u8(0).u64(9).varint(leaves);
            for (int i = 0; i < leaves; i++) {
                out.u64(i).varlong(0).varint(1).varint(0);
            }
            assertThat(TickPacket.read(out.toBytes()).isPresent()).isEqualTo(leaves == TickPacket.COVERS_MAX);
        }
    }
}
