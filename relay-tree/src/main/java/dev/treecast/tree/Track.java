package dev.treecast.tree;

import dev.treecast.webrtc.rtp.Codec;

/**
 * One track of a publication.
 *
 * @param codec what it is encoded with; passed through untouched
 * @param formatParameters the publisher's {@code a=fmtp} parameters as they stand in its SDP ({@code profile-level-id=42e01f;...}), empty
 *     when there are none: a viewer must be able to decode this profile
 */
public record Track(Codec codec, String formatParameters) {}
