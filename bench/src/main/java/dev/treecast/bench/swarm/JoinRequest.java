package dev.treecast.bench.swarm;

/**
 * Viewers to come.
 *
 * @param viewers how many
 * @param checking how many of them check every payload
 * @param perSecond at what rate they make their offers
 * @param concurrent how many may be under way at one time
 */
public record JoinRequest(int viewers, int checking, double perSecond, int concurrent) {}
