package dev.treecast.ingest;

import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.sdp.HeaderExtensions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the track that a packet belongs to. Where one track alone has its payload type that is it. The layers of a simulcast share theirs: of them a packet names the
 * layer (RFC 8852) until the publisher knows that we know, and from then on its SSRC has to do. Only authentic packets come here, so only the publisher can teach a source.
 */
final class InboundSources {
    /** Sources remembered: four layers and their retransmissions, and a publisher that changes them all a few times. Those beyond have to name their layer in each packet. */
    static final int SOURCES_MAX = 64;

    // Given.
    private final List<InboundTrack> tracks;
    private final byte[][] rids;
    private final int ridId;
    private final int repairedRidId;

    // State: parallel arrays of which the first `known` are in use.
    private final int[] ssrcs = new int[SOURCES_MAX];
    private final int[] owners = new int[SOURCES_MAX];
    private int known;

    InboundSources(List<InboundTrack> tracks) {
        this.tracks = tracks;
        this.rids = tracks.stream()
                .map(track -> track.rid.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        int rid = 0;
        int repairedRid = 0;
        for (InboundTrack track : tracks) {
            if (!track.rid.isEmpty()) {
                rid = track.media.extensions().id(HeaderExtensions.RID);
                repairedRid = track.media.extensions().id(HeaderExtensions.REPAIRED_RID);
            }
        }
        this.ridId = rid;
        this.repairedRidId = repairedRid;
    }

    /** Sources that are remembered. */
    int known() {
        return known;
    }

    /** Null for a payload type that was not negotiated, and for a source of which nobody has said what it is. */
    @Nullable
    InboundTrack trackOf(RtpPacket packet) {
        int payloadType = packet.payloadType();
        InboundTrack found = null;
        for (InboundTrack track : tracks) {
            if (payloadType == track.media.payloadType() || payloadType == track.media.rtxPayloadType()) {
                if (track.rid.isEmpty()) {
                    return track;
                }
                found = track;
            }
        }
        return found == null ? null : layerOf(packet, payloadType == found.media.rtxPayloadType());
    }

    private @Nullable InboundTrack layerOf(RtpPacket packet, boolean repair) {
        int ssrc = packet.ssrc();
        for (int i = 0; i < known; i++) {
            if (ssrcs[i] == ssrc) {
                return tracks.get(owners[i]);
            }
        }
        int named = named(packet, repair ? repairedRidId : ridId);
        if (named < 0) {
            return null;
        }
        if (known < SOURCES_MAX) {
            ssrcs[known] = ssrc;
            owners[known++] = named;
        }
        return tracks.get(named);
    }

    /** The track that an extension names; -1 for none. */
    private int named(RtpPacket packet, int extensionId) {
        int at = extensionId == 0 ? -1 : packet.extensionOffset(extensionId);
        if (at < 0) {
            return -1;
        }
        int length = packet.extensionLength(extensionId);
        for (int i = 0; i < rids.length; i++) {
            if (rids[i].length == length && length > 0 && matches(rids[i], packet.buffer(), at)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] rid, byte[] buffer, int at) {
        for (int i = 0; i < rid.length; i++) {
            if (buffer[at + i] != rid[i]) {
                return false;
            }
        }
        return true;
    }
}
