package dev.treecast.tree.membership;

import java.util.Collection;
import java.util.Map;

/** What may stand in a message; everything else is an {@link IllegalArgumentException}, which the codec counts. */
final class Bounds {
    static final int IDENTIFIER_LENGTH_MAX = 64;

    /** The tree is 3 deep; more lets a later version be deeper without this one choking on it. */
    static final int PATH_MAX = 8;

    static final int CANDIDATES_MAX = 8;

    static final int LOST_MAX = 8;

    /** Four layers of video in three codecs and sound leave room. */
    static final int TRACKS_MAX = 16;

    /** Bits of a mask of layers. */
    static final int LAYERS_ALL = 0xFFFF;

    /** Links below a node that is to be subscribed: an edge has none, a relay's children may be relays. */
    static final int HEIGHT_MAX = 2;

    private Bounds() {}

    /** 1 to 64 of {@code A-Z a-z 0-9 _ - .}, as everywhere in Treecast. */
    static void identifier(String text) {
        within(text.length(), 1, IDENTIFIER_LENGTH_MAX);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.') {
                throw new IllegalArgumentException("not an identifier");
            }
        }
    }

    static void identifiers(Collection<String> all, int countMax) {
        within(all.size(), 0, countMax);
        all.forEach(Bounds::identifier);
    }

    static void text(String text, int lengthMax) {
        within(text.length(), 0, lengthMax);
    }

    static void within(long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(value + " is not within " + min + " to " + max);
        }
    }

    static void tracks(Collection<TrackDescription> tracks) {
        within(tracks.size(), 0, TRACKS_MAX);
    }

    static void sequences(Map<Integer, Long> have) {
        within(have.size(), 0, TRACKS_MAX);
        have.forEach((track, sequence) -> {
            within(track, 0, TRACKS_MAX - 1);
            within(sequence, 0, Long.MAX_VALUE);
        });
    }
}
