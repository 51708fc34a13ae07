package dev.treecast.edge.repair;

/**
 * What one viewer's repeats may cost: a share of the bytes it has been sent, saved up to a bound. Nothing is counted when a packet is sent; the
 * owner hands in its total when a repeat is due.
 */
public final class RepairBudget {
    /** A share that lacks no more than so much is full: a few packets are always on account. */
    private static final int FULL_BYTES = 12 * 1_024;

    /** A third of what may be saved up is for packets that are asked for again. */
    private static final int RESERVED = 3;

    private final RepairOptions options;
    private long sentBytes;
    /** Hundredths of bytes, as shares are in percent. */
    private long repeatCredit;

    private long copyCredit;

    public RepairBudget(RepairOptions options) {
        this.options = options;
        this.repeatCredit = creditMax();
        this.copyCredit = creditMax();
    }

    private long creditMax() {
        return options.burstBytes() * 100L;
    }

    /** Takes note of how much was sent to the viewer, first sendings of everything, since the start. */
    public void sent(long totalBytes) {
        long more = Math.max(0, totalBytes - sentBytes);
        sentBytes = totalBytes;
        repeatCredit = Math.min(creditMax(), repeatCredit + more * options.repeatPercentMax());
        copyCredit = Math.min(creditMax(), copyCredit + more * options.copyPercentMax());
    }

    /**
     * Whether a repeat of so many bytes may be sent; it then counts.
     *
     * @param again whether the packet was asked for before: then it is lost indeed, and not overtaken by others, and has what is left to itself
     */
    public boolean takeRepeat(int bytes, boolean again) {
        if (repeatCredit < bytes * 100L + (again ? 0 : creditMax() / RESERVED)) {
            return false;
        }
        repeatCredit -= bytes * 100L;
        return true;
    }

    /**
     * Whether it may be sent a second time; it then counts against both shares.
     *
     * @param anotherChance how likely it is that there will be another chance without, 0 to 1: the share must be at least so full
     */
    public boolean takeCopy(int bytes, double anotherChance) {
        long cost = bytes * 100L;
        if (copyCredit < cost
                || copyCredit < anotherChance * (creditMax() - FULL_BYTES * 100L)
                || !takeRepeat(bytes, false)) {
            return false;
        }
        copyCredit -= cost;
        return true;
    }
}
