package dev.treecast.ingest;

import dev.treecast.webrtc.rtp.Codec;

/**
 * What a track looks like from here, at one moment.
 *
 * @param bitrateBps payload and headers as they came, without retransmissions' overhead
 * @param framesPerSecond distinct timestamps per second; for audio, packets
 * @param lost packets that were asked for in vain
 * @param recovered packets that came late or were retransmitted
 * @param jitterMs interarrival jitter, RFC 3550
 */
public record TrackStatus(
        Codec codec,
        long bitrateBps,
        double packetsPerSecond,
        double framesPerSecond,
        long packets,
        long lost,
        long recovered,
        long keyframes,
        double jitterMs) {}
