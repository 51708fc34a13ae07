package dev.treecast.bench.wire;

/**
 * What entered one direction of a wire under one SSRC.
 *
 * @param ssrc 0 for what is no RTP
 * @param packets that entered
 * @param bytes of them, with IP headers
 * @param dropped packets of them that did not arrive: lost, or turned away by the bottleneck's queue
 */
public record FlowCount(long ssrc, long packets, long bytes, long dropped) {}
