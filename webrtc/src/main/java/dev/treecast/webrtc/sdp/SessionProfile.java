package dev.treecast.webrtc.sdp;

import java.util.Optional;

/** Equal for two sessions whose packets carry the same numbers, so that packets are rewritten once for both. */
public record SessionProfile(Optional<MediaProfile> audio, Optional<MediaProfile> video) {}
