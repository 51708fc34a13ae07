package dev.treecast.webrtc.rtp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a dependency descriptor says of a whole coded sequence: which kinds of frames there are (templates), and to which decode targets each belongs (<a
 * href="https://aomediacodec.github.io/av1-rtp-spec/#a83-syntax">AV1 RTP, template_dependency_structure in section A.8.3</a>). Comes with a keyframe. Immutable.
 *
 * <pre>
 * template_id_offset 6 | dt_cnt - 1, 5 | layers: next_layer_idc 2 for each template, 3 ends them
 * dti 2, for each template and decode target | fdiffs: 1 [fdiff - 1, 4] ... 0 for each template
 * chain_cnt ns | protected by ns, for each target | chain fdiff 4, for each template and chain
 * resolutions 1 [width - 1, 16 | height - 1, 16 for each spatial layer]
 * </pre>
 */
final class DependencyStructure {
    static final int TEMPLATES_MAX = 64;

    private static final int SPATIAL_LAYERS_MAX = 4;
    private static final int TEMPORAL_LAYERS_MAX = 8;

    private static final int NEXT_TEMPORAL = 1;
    private static final int NEXT_SPATIAL = 2;
    private static final int NO_MORE = 3;

    /** Whether a frame belongs to a decode target: not at all. */
    private static final int NOT_PRESENT = 0;
    /** It does, and all later frames of the target can be decoded by whoever decodes it. */
    private static final int SWITCH = 2;

    private final int idOffset;
    private final int targets;
    private final int chains;
    private final byte[] spatial;
    private final byte[] temporal;
    /** By template, then target. */
    private final byte[] indications;

    private final byte[] targetSpatial;
    private final byte[] targetTemporal;

    private DependencyStructure(
            int idOffset, int targets, int chains, byte[] spatial, byte[] temporal, byte[] indications) {
        this.idOffset = idOffset;
        this.targets = targets;
        this.chains = chains;
        this.spatial = spatial;
        this.temporal = temporal;
        this.indications = indications;
        this.targetSpatial = new byte[targets];
        this.targetTemporal = new byte[targets];
        for (int i = 0; i < indications.length; i++) {
            if (indications[i] != NOT_PRESENT) {
                int target = i % targets;
                targetSpatial[target] = (byte) Math.max(targetSpatial[target], spatial[i / targets]);
                targetTemporal[target] = (byte) Math.max(targetTemporal[target], temporal[i / targets]);
            }
        }
    }

    /** Reads it from where the reader stands; null when malformed. */
    static @Nullable DependencyStructure parse(BitReader in) {
        int idOffset = in.read(6);
        int targets = in.read(5) + 1;
        byte[] spatial = new byte[TEMPLATES_MAX];
        byte[] temporal = new byte[TEMPLATES_MAX];
        int templates = layers(in, spatial, temporal);
        if (templates == 0) {
            return null;
        }
        byte[] indications = new byte[templates * targets];
        for (int i = 0; i < indications.length; i++) {
            indications[i] = (byte) in.read(2);
        }
        for (int template = 0; template < templates; template++) {
            while (in.readFlag()) {
                var unusedDistance = in.read(4);
                if (in.overran()) {
                    return null;
                }
            }
        }
        int chains = chains(in, templates, targets);
        if (in.readFlag()) {
            for (int layer = 0; layer <= spatial[templates - 1]; layer++) {
                var unusedSize = in.read(16) + in.read(16);
            }
        }
        return in.overran()
                ? null
                : new DependencyStructure(
                        idOffset,
                        targets,
                        chains,
                        Arrays.copyOf(spatial, templates),
                        Arrays.copyOf(temporal, templates),
                        indications);
    }

    /** How many templates there are; 0 when malformed. */
    private static int layers(BitReader in, byte[] spatial, byte[] temporal) {
        int s = 0;
        int t = 0;
        for (int template = 0; template < TEMPLATES_MAX; template++) {
            spatial[template] = (byte) s;
            temporal[template] = (byte) t;
            int next = in.read(2);
            if (in.overran()) {
                return 0;
            }
            if (next == NO_MORE) {
                return template + 1;
            }
            if (next == NEXT_TEMPORAL) {
                t++;
            } else if (next == NEXT_SPATIAL) {
                t = 0;
                s++;
            }
            if (s >= SPATIAL_LAYERS_MAX || t >= TEMPORAL_LAYERS_MAX) {
                return 0;
            }
        }
        return 0;
    }

    private static int chains(BitReader in, int templates, int targets) {
        int chains = in.readBelow(targets + 1);
        if (chains > 0) {
            for (int target = 0; target < targets; target++) {
                var unusedProtector = in.readBelow(chains);
            }
            for (int i = 0; i < templates * chains; i++) {
                var unusedDistance = in.read(4);
            }
        }
        return chains;
    }

    int targets() {
        return targets;
    }

    int chains() {
        return chains;
    }

    /** The template of an id; −1 when there is none. */
    int template(int id) {
        int template = (id + TEMPLATES_MAX - idOffset) % TEMPLATES_MAX;
        return template < spatial.length ? template : -1;
    }

    int spatial(int template) {
        return spatial[template];
    }

    int temporal(int template) {
        return temporal[template];
    }

    /**
     * The decode target that is one spatial layer with all its temporal layers.
     *
     * @return −1 when there is none
     */
    int fullestTarget(int spatialLayer) {
        int fullest = -1;
        for (int target = 0; target < targets; target++) {
            if (targetSpatial[target] == spatialLayer
                    && (fullest < 0 || targetTemporal[target] > targetTemporal[fullest])) {
                fullest = target;
            }
        }
        return fullest;
    }

    int indication(int template, int target) {
        return indications[template * targets + target];
    }

    static boolean switches(int indication) {
        return indication == SWITCH;
    }
}
