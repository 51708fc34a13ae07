package dev.treecast.bench.tree;

/**
 * What is simulated.
 *
 * @param nodes ingest nodes, relays and edges in all regions
 * @param viewers who arrive in the crowd
 * @param crowdSeconds within which they do
 * @param capacity streams that a relay or an ingest node serves to other nodes
 * @param seed of everything
 */
public record TreePlan(Scenario scenario, int nodes, int viewers, int crowdSeconds, int capacity, long seed) {

    /** Before the crowd: links that are kept warm come up. */
    static final int LEAD_SECONDS = 5;

    /** Of virtual time, once links that are kept warm have had a while to come up. */
    public int seconds() {
        return LEAD_SECONDS + crowdSeconds + scenario.tailSeconds;
    }
}
