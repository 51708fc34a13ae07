package dev.treecast.bench.wire;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The system calls that the wire is made of, for Linux on 64 bits. One instance for each thread that calls: it holds the thread's errno. */
final class LinuxCalls {
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int CLONE_NEWNET = 0x40000000;
    static final short POLLIN = 1;

    private static final int EINTR = 4;
    private static final int EAGAIN = 11;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle IOCTL = variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    private static final MethodHandle SETNS = call("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            call("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            call("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle PPOLL =
            call("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));

    private final MemorySegment state = Arena.ofAuto().allocate(CALL_STATE);

    private static MethodHandle call(String name, FunctionDescriptor signature) {
        return LINKER.downcallHandle(symbol(name), signature, Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle variadic(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                symbol(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    private static MemorySegment symbol(String name) {
        return LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
    }

    private int errno() {
        return (int) ERRNO.get(state, 0L);
    }

    /** {@code open(2)}. */
    int open(String path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags, 0);
            return checked(descriptor, "open " + path);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("open could not be called", e);
        }
    }

    /** {@code ioctl(2)} with a structure. */
    void ioctl(int descriptor, long request, MemorySegment argument) throws IOException {
        try {
            int result = (int) IOCTL.invokeExact(state, descriptor, request, argument);
            int unused = checked(result, "ioctl");
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("ioctl could not be called", e);
        }
    }

    /** {@code setns(2)}, for the calling thread alone. */
    void setns(int descriptor, int kind) throws IOException {
        try {
            int result = (int) SETNS.invokeExact(state, descriptor, kind);
            int unused = checked(result, "setns");
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("setns could not be called", e);
        }
    }

    void close(int descriptor) {
        try {
            int unused = (int) CLOSE.invokeExact(state, descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException("close could not be called", e);
        }
    }

    /** {@code read(2)}; 0 when there is nothing. */
    int read(int descriptor, MemorySegment into) throws IOException {
        try {
            long count = (long) READ.invokeExact(state, descriptor, into, into.byteSize());
            return count < 0 && (errno() == EAGAIN || errno() == EINTR) ? 0 : checked((int) count, "read");
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("read could not be called", e);
        }
    }

    /** {@code write(2)}; whether all of it was taken. */
    boolean write(int descriptor, MemorySegment from, long length) {
        try {
            return (long) WRITE.invokeExact(state, descriptor, from, length) == length;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("write could not be called", e);
        }
    }

    /**
     * {@code ppoll(2)}, whose timeout counts nanoseconds.
     *
     * @param descriptors an array of {@code struct pollfd}
     * @param timeout a {@code struct timespec}
     */
    void ppoll(MemorySegment descriptors, long count, MemorySegment timeout) {
        try {
            int unused = (int) PPOLL.invokeExact(state, descriptors, count, timeout, MemorySegment.NULL);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("ppoll could not be called", e);
        }
    }

    private int checked(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException(what + " failed with error " + errno());
        }
        return result;
    }
}
