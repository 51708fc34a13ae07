package dev.treecast.bench.tree;

import dev.treecast.tree.membership.LinkReadings;

/** One end of a link between two nodes. */
final class LinkEnd implements LinkReadings {
    /** Of a stream with video of 720 lines, and sound. */
    private static final int PACKETS_PER_SECOND = 350;

    final SimulatedNode owner;
    final SimulatedNode peer;
    private final SimulatedTree tree;
    private long messageHeardNs;
    private long messageSentNs;

    /** When the last acknowledgement comes or came. */
    private long acknowledgedNs;

    /** When the last message that was sent arrives: none overtakes another. */
    long deliveryNs;

    LinkEnd(SimulatedTree tree, SimulatedNode owner, SimulatedNode peer) {
        this.tree = tree;
        this.owner = owner;
        this.peer = peer;
        messageHeardNs = tree.timeline.nowNs();
        messageSentNs = messageHeardNs;
        acknowledgedNs = messageHeardNs;
    }

    void heard(long nowNs) {
        messageHeardNs = nowNs;
    }

    /** The other end has a message of ours: SCTP acknowledges it, and that is heard. */
    void delivered(long nowNs) {
        if (acknowledgedNs <= nowNs) {
            messageHeardNs = Math.max(messageHeardNs, acknowledgedNs);
        }
        acknowledgedNs = nowNs + tree.network.oneWayNs(peer.region, owner.region);
    }

    void sent(long nowNs) {
        messageSentNs = nowNs;
    }

    /** Whether this is what both nodes use. */
    boolean isUsed() {
        LinkEnd theirs = peer.links.get(owner.id());
        return owner.alive
                && peer.alive
                && theirs != null
                && theirs.peer == owner
                && owner.links.get(peer.id()) == this;
    }

    @Override
    public long lastHeardNs() {
        long nowNs = tree.timeline.nowNs();
        long toldNs = acknowledgedNs <= nowNs ? Math.max(messageHeardNs, acknowledgedNs) : messageHeardNs;
        return Math.max(toldNs, owner.media.heardNs(peer, nowNs));
    }

    @Override
    public long lastSentNs() {
        return Math.max(messageSentNs, owner.media.sentNs(peer, tree.timeline.nowNs()));
    }

    @Override
    public long roundTripNs() {
        return 2 * tree.network.oneWayNs(owner.region, peer.region);
    }

    @Override
    public int packetsPerSecond() {
        long nowNs = tree.timeline.nowNs();
        return nowNs - owner.media.heardNs(peer, nowNs) < Timeline.SECOND ? PACKETS_PER_SECOND : 0;
    }
}
