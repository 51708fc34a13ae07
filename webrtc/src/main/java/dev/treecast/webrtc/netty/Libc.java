package dev.treecast.webrtc.netty;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * The C library's calls that Netty does not offer in the form the fan-out needs. Loading this class fails with a {@link LinkageError} where
 * they are missing; ask {@link #isSupported} first.
 */
final class Libc {
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EINVAL = 22;
    static final int EMSGSIZE = 90;
    static final int ENOBUFS = 105;

    private static final int SOL_SOCKET = 1;
    private static final int SO_DOMAIN = 39;
    private static final int AF_INET6 = 10;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IPV6_MTU_DISCOVER = 23;
    /** {@code IP_PMTUDISC_OMIT}: the interface's MTU counts, not what strangers say of the path's; no don't-fragment flag. */
    private static final int PMTUDISC_OMIT = 5;

    private static final int MSG_DONTWAIT = 0x40;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SENDMMSG = LINKER.downcallHandle(
            symbol("sendmmsg"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle GETSOCKOPT = LINKER.downcallHandle(
            symbol("getsockopt"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SETSOCKOPT = LINKER.downcallHandle(
            symbol("setsockopt"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    private Libc() {}

    /** Whether the structures are laid out here as {@link MessageArray} writes them: Linux, 64 bits, little-endian. */
    static boolean isSupported() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return system.startsWith("linux")
                && ADDRESS.byteSize() == 8
                && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    static MemorySegment allocateCallState(Arena arena) {
        return arena.allocate(CALL_STATE);
    }

    /** The error of the last call that was given this state. */
    static int errno(MemorySegment callState) {
        return (int) ERRNO.get(callState, 0L);
    }

    /**
     * {@code sendmmsg(2)}, never blocking.
     *
     * @param messages the address of the first {@code mmsghdr}
     * @return how many were sent, or −1 and an errno when the first could not be
     */
    static int sendMessages(int descriptor, long messages, int count, MemorySegment callState) {
        try {
            return (int) SENDMMSG.invokeExact(callState, descriptor, messages, count, MSG_DONTWAIT);
        } catch (Throwable e) {
            throw new IllegalStateException("sendmmsg could not be called", e);
        }
    }

    /** Whether a socket takes IPv6 addresses (and IPv4 ones mapped into them) rather than IPv4. */
    static boolean isIpv6(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocate(JAVA_INT);
            length.set(JAVA_INT, 0, (int) JAVA_INT.byteSize());
            int result = (int) GETSOCKOPT.invokeExact(descriptor, SOL_SOCKET, SO_DOMAIN, value, length);
            if (result != 0) {
                throw new IllegalStateException("the socket does not tell its family");
            }
            return value.get(JAVA_INT, 0) == AF_INET6;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("getsockopt could not be called", e);
        }
    }

    /**
     * Lets the interface's MTU alone bound what is sent. With path MTU discovery a forged ICMP message could shrink a viewer's path, and
     * every run of longer packets would be refused with EINVAL from then on. WebRTC's packets are made to fit common paths; where one is
     * smaller, routers fragment.
     */
    static void ignorePathMtu(int descriptor, boolean ipv6) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            value.set(JAVA_INT, 0, PMTUDISC_OMIT);
            int size = (int) JAVA_INT.byteSize();
            // Where the kernel refuses, discovery stays on; that is no reason not to start.
            int unused = (int) SETSOCKOPT.invokeExact(descriptor, IPPROTO_IP, IP_MTU_DISCOVER, value, size);
            if (ipv6) {
                unused = (int) SETSOCKOPT.invokeExact(descriptor, IPPROTO_IPV6, IPV6_MTU_DISCOVER, value, size);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("setsockopt could not be called", e);
        }
    }

    private static MemorySegment symbol(String name) {
        return LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
    }
}
