package dev.treecast.webrtc.sctp;

import dev.treecast.webrtc.sctp.packet.PacketWriter;

/**
 * The memory in which packets are built, for all associations of one loop: a packet is begun, filled and handed to its sink without a pause.
 */
public final class SctpScratch {
    final PacketWriter writer;

    /**
     * @param packetBytesMax the longest {@link SctpOptions#packetBytesMax} of the associations that share it
     */
    public SctpScratch(int packetBytesMax) {
        writer = new PacketWriter(packetBytesMax);
    }
}
