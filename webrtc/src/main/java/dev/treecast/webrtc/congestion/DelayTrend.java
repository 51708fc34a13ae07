package dev.treecast.webrtc.congestion;

/** What the queues on a path do. */
enum DelayTrend {
    STEADY,
    /** They fill: more is sent than the path carries. */
    GROWING,
    /** They drain. */
    FALLING
}
