package dev.treecast.webrtc.ice;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses at which a peer proved to be, with the time of the last proof. Bounded: a newcomer to a full table takes the
 * place of the one that has been silent longest, never that of the selected one. A linear search, because 16 at
 * most are there and usually one or two.
 */
final class RemoteAddresses {
    private final @Nullable InetSocketAddress[] addresses;
    private final long[] lastCheckNs;
    private int size;

    /** @param max with room for the selected address and at least one other */
    RemoteAddresses(int max) {
        addresses = new @Nullable InetSocketAddress[Math.max(2, max)];
        lastCheckNs = new long[addresses.length];
    }

    int size() {
        return size;
    }

    boolean contains(InetSocketAddress address) {
        return indexOf(address) >= 0;
    }

    /** When the address was last proved; {@code otherwise} for one that is not here. */
    long lastCheckNs(InetSocketAddress address, long otherwise) {
        int index = indexOf(address);
        return index < 0 ? otherwise : lastCheckNs[index];
    }

    /** True if it was here already. */
    boolean touch(InetSocketAddress address, long nowNs) {
        int index = indexOf(address);
        if (index >= 0) {
            lastCheckNs[index] = nowNs;
        }
        return index >= 0;
    }

    /** Adds an address that is not here; returns the one that had to go for it. */
    @Nullable
    InetSocketAddress add(InetSocketAddress address, long nowNs, @Nullable InetSocketAddress selected) {
        int index = size;
        InetSocketAddress evicted = null;
        if (size == addresses.length) {
            index = longestSilent(selected);
            evicted = addresses[index];
        } else {
            size++;
        }
        addresses[index] = address;
        lastCheckNs[index] = nowNs;
        return evicted;
    }

    /** Takes out all but {@code kept} and returns them. Rare: once a restart. */
    List<InetSocketAddress> forgetAllBut(@Nullable InetSocketAddress kept) {
        List<InetSocketAddress> forgotten = new ArrayList<>(size);
        int remaining = 0;
        for (int i = 0; i < size; i++) {
            InetSocketAddress address = addresses[i];
            addresses[i] = null;
            if (address != null && address.equals(kept)) {
                addresses[remaining] = address;
                lastCheckNs[remaining++] = lastCheckNs[i];
            } else if (address != null) {
                forgotten.add(address);
            }
        }
        size = remaining;
        return forgotten;
    }

    private int indexOf(InetSocketAddress address) {
        for (int i = 0; i < size; i++) {
            if (address.equals(addresses[i])) {
                return i;
            }
        }
        return -1;
    }

    private int longestSilent(@Nullable InetSocketAddress selected) {
        int oldest = -1;
        for (int i = 0; i < size; i++) {
            InetSocketAddress address = addresses[i];
            boolean movable = address != null && !address.equals(selected);
            if (movable && (oldest < 0 || lastCheckNs[i] - lastCheckNs[oldest] < 0)) {
                oldest = i;
            }
        }
        return oldest;
    }
}
