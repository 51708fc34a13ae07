package dev.treecast.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PacketLayersTest {
    private static final int ID = 13;

    private static RtpPacket packet(byte[] descriptor, String payload, boolean marker) {
        byte[] content = HexFormat.of().parseHex(payload.replace(" ", ""));
        RtpWriter writer = new RtpWriter();
        writer.start(96, marker, 1, 2, 3);
        if (descriptor.length > 0) {
            writer.extension(ID, descriptor, 0, descriptor.length);
        }
        byte[] bytes = new byte[1_500];
        int length = writer.finish(bytes, 0, bytes.length, content, 0, content.length);
        RtpPacket packet = new RtpPacket();
        assertThat(packet.wrap(bytes, 0, length)).isTrue();
        return packet;
    }

    @Test
    void shouldPreferTheDependencyDescriptor() {
        PacketLayers layers = new PacketLayers(Codec.VP9, ID);
        byte[] keyframe = DescriptorBits.frame(true, false, 0, 1)
                .flags(0b10000)
                .structure(0, false, false, DescriptorBits.L1T3)
                .bytes();
        // Larger than the 16 bytes of a one-byte extension.
        assertThat(keyframe).hasSizeGreaterThan(16);
        assertThat(layers.of(packet(keyframe, "00 00", false), 1)).isEqualTo(PacketLayer.of(0, 0, 0, false));

        byte[] middle = DescriptorBits.frame(true, true, 2, 2).bytes();

        assertThat(layers.of(packet(middle, "00 00", false), 2)).isEqualTo(PacketLayer.of(0, 1, 1, true));
        assertThat(layers.malformed()).isZero();
    }

    @Test
    void shouldReadVp9WhereTheDescriptorIsOfNoUse() {
        PacketLayers layers = new PacketLayers(Codec.VP9, ID);
        byte[] unknown = DescriptorBits.frame(true, true, 2, 2).bytes();

        // I, L, B, E: picture id, TID 1 U SID 2 D, TL0PICIDX.
        PacketLayer layer = layers.of(packet(unknown, "ac 8123 35 fe 00", false), 1);

        assertThat(layer).isEqualTo(PacketLayer.of(2, 1, 1, true));
        assertThat(layers.malformed()).isEqualTo(1);
        // No layer indices.
        assertThat(layers.of(packet(new byte[0], "88 8123 00", true), 2)).isSameAs(PacketLayer.NONE);
    }

    @Test
    void shouldReadVp8() {
        PacketLayers layers = new PacketLayers(Codec.VP8, 0);

        // Y of a frame above the base: whoever has the base can go on from here.
        assertThat(layers.of(packet(new byte[0], "90 e0 8005 2a 60 01", true), 1))
                .isEqualTo(PacketLayer.of(0, 1, 0, true));
        assertThat(layers.of(packet(new byte[0], "90 e0 8006 2b 00 01", false), 2))
                .isEqualTo(PacketLayer.of(0, 0, PacketLayer.NO_SWITCH, false));
        assertThat(layers.of(packet(new byte[0], "90 80 8006 01", false), 3)).isSameAs(PacketLayer.NONE);
    }

    @Test
    void shouldKeepALayerInSixteenBits() {
        for (int code = 0; code < 1 << 16; code++) {
            PacketLayer layer = PacketLayer.ofCode(code);
            assertThat(layer.code()).isEqualTo((code & 1 << 10) == 0 ? 0 : code & 0x7ff);
        }
        assertThat(PacketLayer.of(2, 1, 1, true))
                .isSameAs(PacketLayer.ofCode(PacketLayer.of(2, 1, 1, true).code()));
        assertThat(PacketLayer.of(0, 2, 1, false).switchesUpFrom(1)).isTrue();
        assertThat(PacketLayer.of(0, 2, 1, false).switchesUpFrom(0)).isFalse();
        assertThat(PacketLayer.NONE.switchesUpFrom(7)).isFalse();
    }
}
