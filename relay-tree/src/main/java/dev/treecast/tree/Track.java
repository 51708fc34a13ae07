package dev.treecast.tree;

import dev.treecast.webrtc.rtp.Codec;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One track of a publication. The layers of a simulcast (RFC 8853) are tracks of their own, which follow each other from the smallest picture to the
 * largest; they alone have a {@code rid}.
 *
 * @param codec what it is encoded with; passed through untouched
 * @param formatParameters the publisher's {@code a=fmtp} parameters as they stand in its SDP ({@code profile-level-id=42e01f;...}), empty
 *     when there are none: a viewer must be able to decode this profile
 * @param rid what the publisher calls the layer (RFC 8851); empty where the track is the only one of its kind
 */
public record Track(Codec codec, String formatParameters, String rid) {

    /** The only track of its kind. */
    public Track(Codec codec, String formatParameters) {
        this(codec, formatParameters, "");
    }

    /** Whether it is one of several layers. */
    public boolean isLayer() {
        return !rid.isEmpty();
    }

    /** The indices of the tracks of video in their order: the i-th is layer i. */
    public static List<Integer> videoTracks(List<Track> tracks) {
        return IntStream.range(0, tracks.size())
                .filter(i -> tracks.get(i).codec().kind() == Codec.Kind.VIDEO)
                .boxed()
                .toList();
    }

    /** Which layer each track is: how many tracks of video are before it; -1 for sound. */
    public static int[] layers(List<Track> tracks) {
        int[] layers = new int[tracks.size()];
        int next = 0;
        for (int i = 0; i < layers.length; i++) {
            layers[i] = tracks.get(i).codec().kind() == Codec.Kind.VIDEO ? next++ : -1;
        }
        return layers;
    }
}
