package dev.treecast.webrtc.rtp;

/**
 * Finds out which layer each packet of one track is of: from its dependency descriptor, otherwise from the payload descriptor of VP9 (RFC 9628); of VP8 from that
 * alone (RFC 7741). Allocates nothing but for a new structure.
 */
public final class PacketLayers {
    private final Codec codec;
    private final int dependencyDescriptorId;
    private final DependencyDescriptor dependencies = new DependencyDescriptor();
    private final Vp9PayloadDescriptor vp9 = new Vp9PayloadDescriptor();
    private final Vp8PayloadDescriptor vp8 = new Vp8PayloadDescriptor();
    private long malformed;

    /** @param dependencyDescriptorId of the header extension; 0 where it is not negotiated */
    public PacketLayers(Codec codec, int dependencyDescriptorId) {
        this.codec = codec;
        this.dependencyDescriptorId = dependencyDescriptorId;
    }

    /** Another source begins. */
    public void restart() {
        dependencies.restart();
    }

    /** Dependency descriptors that could not be read, or whose structure had not come. */
    public long malformed() {
        return malformed;
    }

    /**
     * The layer of a packet.
     *
     * @param sequence its number, 64 bits
     * @return {@link PacketLayer#NONE} where nothing says it
     */
    public PacketLayer of(RtpPacket packet, long sequence) {
        if (codec == Codec.VP8) {
            return ofVp8(packet);
        }
        int at = dependencyDescriptorId == 0 ? -1 : packet.extensionOffset(dependencyDescriptorId);
        if (at >= 0) {
            int length = packet.extensionLength(dependencyDescriptorId);
            if (dependencies.read(packet.buffer(), at, length, sequence)) {
                int from = dependencies.switchingUpPoint() ? dependencies.temporalLayer() : PacketLayer.NO_SWITCH;
                return PacketLayer.of(
                        dependencies.spatialLayer(), dependencies.temporalLayer(), from, dependencies.endsFrame());
            }
            malformed++;
        }
        return codec == Codec.VP9 ? ofVp9(packet) : PacketLayer.NONE;
    }

    private PacketLayer ofVp9(RtpPacket packet) {
        if (!vp9.wrap(packet.buffer(), packet.payloadOffset(), packet.payloadLength()) || vp9.temporalLayer() < 0) {
            return PacketLayer.NONE;
        }
        int from = vp9.switchingUpPoint() ? vp9.temporalLayer() : PacketLayer.NO_SWITCH;
        return PacketLayer.of(vp9.spatialLayer(), vp9.temporalLayer(), from, vp9.endsFrame());
    }

    /** A frame that depends on the base layer alone is where its layer begins anew, for whoever has had no more than the base. */
    private PacketLayer ofVp8(RtpPacket packet) {
        if (!vp8.wrap(packet.buffer(), packet.payloadOffset(), packet.payloadLength()) || vp8.temporalLayer() < 0) {
            return PacketLayer.NONE;
        }
        boolean syncs = vp8.layerSync() && vp8.temporalLayer() > 0;
        return PacketLayer.of(0, vp8.temporalLayer(), syncs ? 0 : PacketLayer.NO_SWITCH, packet.marker());
    }
}
