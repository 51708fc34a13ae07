package dev.treecast.ingest;

import java.util.List;

/**
 * What a publisher's session looks like at one moment.
 *
 * @param connectedNs when the session came up, on the loop's clock
 * @param unknownPayloads authentic packets of no negotiated payload type, or malformed; dropped
 */
public record PublisherStatus(
        String stream, boolean connected, long connectedNs, List<TrackStatus> tracks, long unknownPayloads) {}
