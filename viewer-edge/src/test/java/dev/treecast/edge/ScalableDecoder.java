package dev.treecast.edge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decodes what {@link ScalablePublisher} makes, and says what it could not: it wants every frame that a frame refers to. */
final class ScalableDecoder {
    /** One picture as it was shown. */
    record Shown(int picture, int spatial, int temporal) {}

    private record Frame(int picture, int spatial) {}

    final List<Shown> shown = new ArrayList<>();
    final List<String> broken = new ArrayList<>();
    private final Map<Frame, Integer> arrived = new HashMap<>();
    private final Set<Frame> decoded = new HashSet<>();
    private final Map<Integer, Integer> turns = new HashMap<>();
    private int lastKeyframe = -1;

    /** Takes a packet in the order of its numbers. */
    void packet(byte[] b, int at, boolean marker) {
        int picture = (b[at] & 0xff) << 24 | (b[at + 1] & 0xff) << 16 | (b[at + 2] & 0xff) << 8 | b[at + 3] & 0xff;
        boolean keyframe = b[at + 4] != 0;
        int spatial = b[at + 5];
        int temporal = b[at + 6];
        Frame frame = new Frame(picture, spatial);
        int count = arrived.merge(frame, 1, Integer::sum);
        if (count == b[at + 8]) {
            decode(frame, keyframe, temporal);
        }
        if (marker) {
            shown.add(new Shown(picture, spatial, temporal));
        }
    }

    private void decode(Frame frame, boolean keyframe, int temporal) {
        if (keyframe) {
            lastKeyframe = frame.picture;
            turns.clear();
        }
        turns.put(frame.picture, temporal);
        for (Frame reference : references(frame, keyframe, temporal)) {
            if (!decoded.contains(reference)) {
                broken.add(frame + " of T" + temporal + " has no " + reference);
                return;
            }
        }
        decoded.add(frame);
    }

    private List<Frame> references(Frame frame, boolean keyframe, int temporal) {
        if (keyframe) {
            return frame.spatial == 0 ? List.of() : List.of(new Frame(frame.picture, frame.spatial - 1));
        }
        int turn = (frame.picture - lastKeyframe) % ScalablePublisher.TEMPORAL.length;
        int back = switch (temporal) {
            case 0 -> 4;
            case 1 -> 2;
            default -> 1;
        };
        if (ScalablePublisher.TEMPORAL[turn] != temporal) {
            throw new AssertionError("picture " + frame.picture + " is no T" + temporal);
        }
        return List.of(new Frame(frame.picture - back, frame.spatial));
    }
}
