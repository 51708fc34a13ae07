package dev.treecast.webrtc.srtp;

import org.jspecify.annotations.Nullable;

/**
 * The packet windows of a direction's synchronization sources, by SSRC. Open addressing, grown by doubling, nothing
 * removed; bounded by {@link SrtpOptions#sourcesMax}. A look-up allocates nothing.
 */
final class SourceTable {

    private static final int INITIAL_SLOTS = 8;

    private final int sourcesMax;
    private final int windowPackets;
    private int[] ssrcs = new int[INITIAL_SLOTS];
    private @Nullable PacketWindow[] windows = new @Nullable PacketWindow[INITIAL_SLOTS];
    private int size;

    SourceTable(int sourcesMax, int windowPackets) {
        this.sourcesMax = sourcesMax;
        this.windowPackets = windowPackets;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size >= sourcesMax;
    }

    @Nullable
    PacketWindow find(int ssrc) {
        return windows[slot(ssrc)];
    }

    /** Adds a source that {@link #find} did not know; the caller has asked {@link #isFull}. */
    PacketWindow add(int ssrc) {
        if (2 * (size + 1) > windows.length) {
            grow();
        }
        PacketWindow window = new PacketWindow(windowPackets);
        put(ssrc, window);
        size++;
        return window;
    }

    private void put(int ssrc, PacketWindow window) {
        int slot = slot(ssrc);
        ssrcs[slot] = ssrc;
        windows[slot] = window;
    }

    /** The slot that holds this SSRC, or the empty one where it would go; at least half of them are empty. */
    private int slot(int ssrc) {
        int mask = windows.length - 1;
        int slot = ((ssrc * 0x9E37_79B9) >>> 16) & mask;
        while (windows[slot] != null && ssrcs[slot] != ssrc) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        int[] oldSsrcs = ssrcs;
        @Nullable PacketWindow[] oldWindows = windows;
        ssrcs = new int[2 * oldSsrcs.length];
        windows = new @Nullable PacketWindow[ssrcs.length];
        for (int i = 0; i < oldWindows.length; i++) {
            PacketWindow window = oldWindows[i];
            if (window != null) {
                put(oldSsrcs[i], window);
            }
        }
    }
}
