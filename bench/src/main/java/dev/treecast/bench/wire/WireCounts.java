package dev.treecast.bench.wire;

/**
 * What a wire has done.
 *
 * @param toViewer from the server's end to the viewer's
 * @param toServer the other way
 */
public record WireCounts(PathCount toViewer, PathCount toServer) {}
