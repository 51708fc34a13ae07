package dev.treecast.edge;

/**
 * A viewer who sees the stream together with the others; milliseconds.
 *
 * @param needMs what its player needs at least; −1 before it said so
 * @param delayMs how long it is told to hold pictures back
 * @param shownMs how long after the capture it shows a picture, as far as the server knows; −1 while unknown
 * @param targetMs when the audience is to see it; 0 while nobody said what he needs
 */
public record SyncStatus(double needMs, double delayMs, double shownMs, double targetMs) {}
