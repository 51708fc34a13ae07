package dev.treecast.webrtc.congestion;

/** Why an estimate is what it is: for whoever asks why a viewer gets this layer. */
public enum EstimateState {
    /** Nothing came back yet: the start value. */
    STARTING,
    /** Delay is steady and little is lost: the estimate grows. */
    GROWING,
    /** Less is sent than the path carries, so that nothing is learnt: it grows no further without a probe. */
    APPLICATION_LIMITED,
    /** Queues on the path drain: the estimate stays until they have. */
    HOLDING,
    /** Queues on the path grew: lowered to below what arrived. */
    DELAY_LIMITED,
    /** Too much is lost: lowered. */
    LOSS_LIMITED,
    /** Lowered by loss before, now on the way up again. */
    LOSS_RECOVERING,
    /** The receiver asked for no more (REMB). */
    RECEIVER_LIMITED,
    /** Something is sent, but for seconds no feedback came. */
    FEEDBACK_MISSING
}
