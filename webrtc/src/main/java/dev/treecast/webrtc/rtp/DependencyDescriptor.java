package dev.treecast.webrtc.rtp;

import org.jspecify.annotations.Nullable;

/**
 * The dependency descriptor of AV1's RTP format, which browsers add to scalable VP9 and VP8 as well (<a
 * href="https://aomediacodec.github.io/av1-rtp-spec/#appendix">appendix A</a>): which layer a frame is of, and what can be decoded from it on.
 *
 * <pre>
 * start of frame 1 | end of frame 1 | template id 6 | frame number 16
 * structure 1 | active targets 1 | custom dtis 1 | custom fdiffs 1 | custom chains 1 | [structure] [active targets] ...
 * </pre>
 *
 * <p>Frames name templates of a {@link DependencyStructure} that came with a keyframe, so this is one source's, and its packets are read in
 * the order in which they come; a structure that is recovered late does not replace a later one. Distances between frames are not kept: nothing here decodes.
 */
public final class DependencyDescriptor {
    private static final int MANDATORY_BYTES = 3;
    /** More than any browser writes; a structure of 32 targets and 64 templates would be longer. */
    private static final int BYTES_MAX = 255;

    private final BitReader in = new BitReader();
    private @Nullable DependencyStructure structure;
    private long structureSequence;
    private int activeTargets;

    private boolean startsFrame;
    private boolean endsFrame;
    private boolean hasStructure;
    private int frameNumber;
    private int spatialLayer;
    private int temporalLayer;
    private boolean switchingUpPoint;

    /** Another source begins: what was known of the one before says nothing of it. */
    public void restart() {
        structure = null;
    }

    /**
     * Reads the header extension of one packet.
     *
     * @param sequence the packet's RTP sequence number, 64 bits
     * @return false when it is malformed, or of a structure that has not come: then nothing is known of the packet
     */
    public boolean read(byte[] b, int off, int len, long sequence) {
        if (len < MANDATORY_BYTES || len > BYTES_MAX) {
            return false;
        }
        in.wrap(b, off, len);
        startsFrame = in.readFlag();
        endsFrame = in.readFlag();
        int templateId = in.read(6);
        frameNumber = in.read(16);
        hasStructure = false;
        boolean customIndications = false;
        DependencyStructure of = structure;
        if (len > MANDATORY_BYTES) {
            hasStructure = in.readFlag();
            boolean hasActiveTargets = in.readFlag();
            customIndications = in.readFlag();
            // Custom distances and chains stand behind everything that is read.
            var unusedDistances = in.read(2);
            if (hasStructure) {
                of = DependencyStructure.parse(in);
            }
            if (of == null) {
                return false;
            }
            int active = hasActiveTargets ? (int) readBits(of.targets()) : allTargets(of);
            if (in.overran()) {
                return false;
            }
            learn(of, active, hasActiveTargets, sequence);
        }
        int template = of == null ? -1 : of.template(templateId);
        return of != null && template >= 0 && frame(of, template, customIndications);
    }

    private long readBits(int count) {
        long high = in.read(count / 2);
        return high << count - count / 2 | in.read(count - count / 2);
    }

    private static int allTargets(DependencyStructure of) {
        return (int) ((1L << of.targets()) - 1);
    }

    private void learn(DependencyStructure of, int active, boolean hasActiveTargets, long sequence) {
        if (hasStructure && (structure == null || sequence >= structureSequence)) {
            structure = of;
            structureSequence = sequence;
            activeTargets = active;
        } else if (hasActiveTargets && of == structure && sequence >= structureSequence) {
            activeTargets = active;
        }
    }

    private boolean frame(DependencyStructure of, int template, boolean customIndications) {
        spatialLayer = of.spatial(template);
        temporalLayer = of.temporal(template);
        int fullest = of.fullestTarget(spatialLayer);
        int indication = fullest < 0 ? 0 : of.indication(template, fullest);
        if (customIndications) {
            for (int target = 0; target < of.targets(); target++) {
                int custom = in.read(2);
                indication = target == fullest ? custom : indication;
            }
            if (in.overran()) {
                return false;
            }
        }
        switchingUpPoint = DependencyStructure.switches(indication);
        return true;
    }

    /** The packet is the first of its frame, that is of one spatial layer of a picture. */
    public boolean startsFrame() {
        return startsFrame;
    }

    /** The packet is the last of its frame. */
    public boolean endsFrame() {
        return endsFrame;
    }

    /** 16 bits. */
    public int frameNumber() {
        return frameNumber;
    }

    /** 0 to 3. */
    public int spatialLayer() {
        return spatialLayer;
    }

    /** 0 to 7. */
    public int temporalLayer() {
        return temporalLayer;
    }

    /** Whoever can decode this frame can decode all temporal layers of its spatial layer from here on. */
    public boolean switchingUpPoint() {
        return switchingUpPoint;
    }

    /** It brings the structure: it belongs to a keyframe. */
    public boolean hasStructure() {
        return hasStructure;
    }

    /** Decode targets of the structure, 1 to 32; 0 before one came. */
    public int targets() {
        return structure == null ? 0 : structure.targets();
    }

    /** Which decode targets the encoder makes, bit i for target i. */
    public int activeTargets() {
        return activeTargets;
    }
}
