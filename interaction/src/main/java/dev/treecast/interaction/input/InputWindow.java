package dev.treecast.interaction.input;

/** Counts each discrete input once: a window of the last {@value #SIZE} numbers, which are 16 bits and wrap. */
public final class InputWindow {
    public static final int SIZE = 64;

    private boolean started;
    private int newest;
    /** Bit i: the number {@code newest − i} was taken. */
    private long taken;

    /** @return whether the number is new; one that is too old to tell is not */
    public boolean take(int number) {
        if (!started) {
            started = true;
            newest = number;
            taken = 1;
            return true;
        }
        int ahead = (short) (number - newest);
        if (ahead > 0) {
            taken = ahead >= SIZE ? 1 : taken << ahead | 1;
            newest = number;
            return true;
        }
        int behind = -ahead;
        if (behind >= SIZE || (taken >>> behind & 1) != 0) {
            return false;
        }
        taken |= 1L << behind;
        return true;
    }
}
