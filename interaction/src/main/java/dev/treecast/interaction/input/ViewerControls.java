package dev.treecast.interaction.input;

import java.util.Arrays;

/** What one session last did to each control: flat arrays by a slot that {@link #slot} finds, so that input makes no garbage. */
public final class ViewerControls {
    private static final int EMPTY = -1;

    private int[] control = filled(8);
    private int[] order = new int[8];
    private boolean[] moved = new boolean[8];
    private boolean[] held = new boolean[8];
    private long[] tick = new long[8];
    private int size;

    /** The slot of a control's number, made when there is none yet. Slots move when another one is made. */
    public int slot(int number) {
        int at = find(number);
        if (control[at] == number) {
            return at;
        }
        if (2 * size >= control.length) {
            grow();
            at = find(number);
        }
        size++;
        control[at] = number;
        tick[at] = EMPTY;
        return at;
    }

    private int find(int number) {
        int mask = control.length - 1;
        int at = (number * 0x9E3779B1) >>> 16 & mask;
        while (control[at] != EMPTY && control[at] != number) {
            at = at + 1 & mask;
        }
        return at;
    }

    /** Whether a move with this number is newer than the last one of the slot; notes it if so. */
    public boolean isNewer(int slot, int number) {
        if (moved[slot] && (short) (number - order[slot]) <= 0) {
            return false;
        }
        moved[slot] = true;
        order[slot] = number;
        return true;
    }

    /** Whether this is the first input of the slot in a tick; notes it. */
    public boolean isFirst(int slot, long tickNumber) {
        boolean first = tick[slot] != tickNumber;
        tick[slot] = tickNumber;
        return first;
    }

    /**
     * Notes that the control is held or not.
     *
     * @return the change: 1, 0 or −1
     */
    public int hold(int slot, boolean now) {
        int change = (now ? 1 : 0) - (held[slot] ? 1 : 0);
        held[slot] = now;
        return change;
    }

    public boolean isHeld(int number) {
        int at = find(number);
        return control[at] == number && held[at];
    }

    /** The numbers that are held. */
    public int[] held() {
        int[] result = new int[size];
        int count = 0;
        for (int i = 0; i < control.length; i++) {
            if (control[i] != EMPTY && held[i]) {
                result[count++] = control[i];
            }
        }
        return Arrays.copyOf(result, count);
    }

    /** Forgets every control, as when the scene changes. */
    public void clear() {
        control = filled(8);
        order = new int[8];
        moved = new boolean[8];
        held = new boolean[8];
        tick = new long[8];
        size = 0;
    }

    private void grow() {
        int[] controls = control;
        int[] orders = order;
        boolean[] moves = moved;
        boolean[] holds = held;
        long[] ticks = tick;
        int capacity = 2 * controls.length;
        control = filled(capacity);
        order = new int[capacity];
        moved = new boolean[capacity];
        held = new boolean[capacity];
        tick = new long[capacity];
        for (int i = 0; i < controls.length; i++) {
            if (controls[i] != EMPTY) {
                int at = find(controls[i]);
                control[at] = controls[i];
                order[at] = orders[i];
                moved[at] = moves[i];
                held[at] = holds[i];
                tick[at] = ticks[i];
            }
        }
    }

    private static int[] filled(int capacity) {
        int[] numbers = new int[capacity];
        Arrays.fill(numbers, EMPTY);
        return numbers;
    }
}
