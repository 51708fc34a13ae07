package dev.treecast.tree.link;

/** What one end of a link counted since the link came up. Its loop writes; any other thread that reads may see it a little late. */
public final class LinkCounters {
    private final MediaRate rate = new MediaRate();
    private long sent;
    private long repaired;
    private long received;
    private long requested;
    private long lost;

    /** Packets of media that the other end was sent, each once. */
    public long sent() {
        return sent;
    }

    /** Packets of media that it was sent again because it missed them. */
    public long repaired() {
        return repaired;
    }

    /** Packets of media that came. */
    public long received() {
        return received;
    }

    /** Packets that were asked for because they had not come; one that is asked for twice counts twice. */
    public long requested() {
        return requested;
    }

    /** Packets that never came, however often they were asked for. */
    public long lost() {
        return lost;
    }

    /** Packets of media that came in the last second; 0 before it is known. */
    public int packetsPerSecond(long nowNs) {
        return rate.packetsPerSecond(nowNs);
    }

    /** The longest time between two of them in the last second, ns; 0 before it is known. */
    public long spacingNs() {
        return rate.spacingNs();
    }

    void addSent() {
        sent++;
    }

    void addRepaired() {
        repaired++;
    }

    void addRequested(int count) {
        requested += count;
    }

    void addLost(long count) {
        lost += count;
    }

    /** @param nowNs does not run backwards */
    void addReceived(long nowNs) {
        received++;
        rate.count(nowNs);
    }
}
