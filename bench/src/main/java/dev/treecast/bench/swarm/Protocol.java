package dev.treecast.bench.swarm;

/** What a server speaks where viewers come to terms with it. */
public enum Protocol {
    /** WHIP and WHEP. */
    WHEP,
    /** Janus's REST interface for viewers, plain RTP for the stream. */
    JANUS
}
