package dev.treecast.tree.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.RetransmissionRing;
import dev.treecast.webrtc.rtp.PacketLayer;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LinkPacketsTest {
    private static final byte[] CAPTURED = new byte[16];

    private static MediaPacket packet(PacketLayer layer) {
        return new MediaPacket(
                1, 0x5_0000_fffeL, 0x2_ffff_fff0L, true, true, new byte[] {7, 8, 9}, CAPTURED, 2, 90, layer, 5);
    }

    private static RtpPacket onTheWire(MediaPacket packet) {
        KeptPacket kept = Objects.requireNonNull(new RetransmissionRing(4).put(packet));
        PlainRtpPacket out = new PlainRtpPacket(LinkPackets.PACKET_BYTES_MAX);
        assertThat(new LinkPackets().write(kept, 77, out)).isTrue();
        RtpPacket read = new RtpPacket();
        assertThat(read.wrap(out.bytes(), 0, out.length())).isTrue();
        return read;
    }

    @Test
    void shouldCarryWhatAPacketIs() {
        MediaPacket sent = packet(PacketLayer.of(2, 1, 1, true));

        MediaPacket got = Objects.requireNonNull(LinkPackets.read(onTheWire(sent), 1, 5));

        assertThat(got).usingRecursiveComparison().isEqualTo(sent);
    }

    @Test
    void shouldSayNothingOfALayerWhereThereIsNone() {
        RtpPacket wire = onTheWire(packet(PacketLayer.NONE));

        MediaPacket got = Objects.requireNonNull(LinkPackets.read(wire, 1, 5));

        assertThat(got.layer()).isSameAs(PacketLayer.NONE);
        // A node that knows no layers sends such packets, too: nothing else about them has changed.
        assertThat(wire.extensionOffset(5)).isNegative();
    }
}
