package dev.treecast.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A track as it arrives from the publisher.
 *
 * @param kind {@code video} or {@code audio}
 * @param codec the encoding name of its rtpmap: {@code H264}, {@code opus}
 * @param rid what the publisher calls the layer of a simulcast, which is a track of its own; absent where the track is none
 * @param active of a layer: whether anything of it came within the last second; a browser stops its upper layers when its path is narrow
 * @param bitrateBps bits a second as RTP, headers included, over the last second or two
 * @param packetsPerSecond over the same time
 * @param fps frames a second, video only
 * @param width pixels, where the codec's headers tell without decoding
 * @param height likewise
 * @param packetsLost never arrived, whatever was asked again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrackState(
        String kind,
        String codec,
        @Nullable String rid,
        @Nullable Boolean active,
        long bitrateBps,
        int packetsPerSecond,
        @Nullable Double fps,
        @Nullable Integer width,
        @Nullable Integer height,
        long packetsLost) {}
