package dev.treecast.ingest;

import dev.treecast.webrtc.rtp.Codec;

/**
 * What a track looks like from here, at one moment.
 *
 * @param rid what the publisher calls the layer; empty where the track is no layer
 * @param active whether anything came within the last second
 * @param bitrateBps payload and headers as they came, without retransmissions' overhead
 * @param framesPerSecond distinct timestamps per second; for audio, packets
 * @param lost packets that were asked for in vain
 * @param recovered packets that came late or were retransmitted
 * @param jitterMs interarrival jitter, RFC 3550
 * @param width of the last keyframe's picture in pixels; 0 where its codec does not tell, or none has come
 * @param height likewise
 */
public record TrackStatus(
        Codec codec,
        String rid,
        boolean active,
        long bitrateBps,
        double packetsPerSecond,
        double framesPerSecond,
        long packets,
        long lost,
        long recovered,
        long keyframes,
        double jitterMs,
        int width,
        int height) {}
