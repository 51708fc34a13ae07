package dev.treecast.webrtc.netty;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.treecast.webrtc.peer.Destination;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * What {@code sendmmsg(2)} is given: an array of messages, each with one address, one piece of memory and, where that holds a run of datagrams, the
 * length at which the kernel cuts it ({@code UDP_SEGMENT}, udp(7)). Laid out as on 64-bit Linux.
 *
 * <pre>
 *  mmsghdr (64)  name 0 · namelen 8 · iov 16 · iovlen 24 · control 32 · controllen 40 · flags 48 · sent 56
 *  iovec   (16)  base 0 · len 8
 *  cmsghdr (24)  len 0 · level 8 · type 12 · segment size 16
 *  sockaddr_in   family 0 · port 2 · address 4               sockaddr_in6  family 0 · port 2 · flow 4 · address 8 · scope 24
 * </pre>
 */
final class MessageArray {
    private static final int MESSAGE = 64;
    private static final int VECTOR = 16;
    private static final int CONTROL = 24;
    private static final int NAME = 32;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IPV4_NAME_LENGTH = 16;
    private static final int IPV6_NAME_LENGTH = 28;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    /** {@code CMSG_LEN(sizeof(uint16_t))}. */
    private static final long CONTROL_LENGTH = 18;

    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final int capacity;
    private final boolean ipv6;
    private final MemorySegment messages;
    private final MemorySegment vectors;
    private final MemorySegment controls;
    private final MemorySegment names;

    /** @param ipv6 whether the socket takes IPv6 addresses, and IPv4 ones mapped into them */
    MessageArray(int capacity, boolean ipv6) {
        this.capacity = capacity;
        this.ipv6 = ipv6;
        Arena arena = Arena.ofAuto();
        messages = arena.allocate((long) capacity * MESSAGE, 8);
        vectors = arena.allocate((long) capacity * VECTOR, 8);
        controls = arena.allocate((long) capacity * CONTROL, 8);
        names = arena.allocate((long) capacity * NAME, 8);
        for (long i = 0; i < capacity; i++) {
            long message = i * MESSAGE;
            messages.set(JAVA_LONG, message, names.address() + i * NAME);
            messages.set(JAVA_INT, message + 8, ipv6 ? IPV6_NAME_LENGTH : IPV4_NAME_LENGTH);
            messages.set(JAVA_LONG, message + 16, vectors.address() + i * VECTOR);
            messages.set(JAVA_LONG, message + 24, 1);
            messages.set(JAVA_LONG, message + 32, controls.address() + i * CONTROL);
            controls.set(JAVA_LONG, i * CONTROL, CONTROL_LENGTH);
            controls.set(JAVA_INT, i * CONTROL + 8, SOL_UDP);
            controls.set(JAVA_INT, i * CONTROL + 12, UDP_SEGMENT);
            names.set(JAVA_SHORT, i * NAME, (short) (ipv6 ? AF_INET6 : AF_INET));
        }
    }

    int capacity() {
        return capacity;
    }

    /** The address of a message's {@code mmsghdr}. */
    long address(int index) {
        return messages.address() + (long) index * MESSAGE;
    }

    /** Whether a socket of this family can send there: IPv6 addresses need an IPv6 socket. */
    boolean reaches(Destination to) {
        return ipv6 || to.address().length == 4;
    }

    void name(int index, Destination to) {
        long name = (long) index * NAME;
        byte[] address = to.address();
        names.set(NETWORK_SHORT, name + 2, (short) to.port());
        if (!ipv6) {
            MemorySegment.copy(address, 0, names, JAVA_BYTE, name + 4, 4);
            return;
        }
        long at = name + 8;
        if (address.length == 4) {
            // ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2).
            names.set(JAVA_LONG, at, 0);
            names.set(JAVA_INT, at + 8, 0xffff_0000);
            MemorySegment.copy(address, 0, names, JAVA_BYTE, at + 12, 4);
        } else {
            MemorySegment.copy(address, 0, names, JAVA_BYTE, at, 16);
        }
        names.set(JAVA_INT, at + 16, to.scope());
    }

    /** @param segmentLength where the kernel cuts; 0 for a single datagram */
    void data(int index, long address, long length, int segmentLength) {
        vectors.set(JAVA_LONG, (long) index * VECTOR, address);
        vectors.set(JAVA_LONG, (long) index * VECTOR + 8, length);
        messages.set(JAVA_LONG, (long) index * MESSAGE + 40, segmentLength == 0 ? 0 : CONTROL);
        controls.set(JAVA_SHORT, (long) index * CONTROL + 16, (short) segmentLength);
    }
}
