package dev.treecast.webrtc.srtp;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;

/**
 * A cipher context of libcrypto and a little native memory beside it, freed and wiped by {@link #close()}, or by the
 * garbage collector where nobody closed it.
 *
 * <p>A caller that uses {@link #address()} keeps this object reachable during the call
 * ({@link java.lang.ref.Reference#reachabilityFence}).
 */
final class LibcryptoContext implements AutoCloseable {

    private final Cleaner.Cleanable cleanable;
    private final MemorySegment memory;
    private long address;

    LibcryptoContext(int memoryLength) {
        try {
            long context = (long) Libcrypto.CONTEXT_NEW.invokeExact();
            long pointer = (long) Libcrypto.ALLOCATE.invokeExact((long) memoryLength, 0L, 0);
            this.address = context;
            this.memory = MemorySegment.ofAddress(pointer).reinterpret(memoryLength);
            this.cleanable = Libcrypto.CLEANER.register(this, new Release(context, pointer, memoryLength));
            Libcrypto.check(context != 0 && pointer != 0, "allocate");
        } catch (Throwable e) {
            throw Libcrypto.failure(e);
        }
    }

    /** The {@code EVP_CIPHER_CTX}; throws once closed. */
    long address() {
        if (address == 0) {
            throw new IllegalStateException("closed");
        }
        return address;
    }

    /** Zeroed at first. Not to be touched once closed: ask {@link #address()} first. */
    MemorySegment memory() {
        return memory;
    }

    @Override
    public void close() {
        address = 0;
        cleanable.clean();
    }

    private record Release(long context, long pointer, long length) implements Runnable {
        @Override
        public void run() {
            try {
                Libcrypto.CONTEXT_FREE.invokeExact(context);
                Libcrypto.FREE.invokeExact(pointer, length, 0L, 0);
            } catch (Throwable e) {
                throw Libcrypto.failure(e);
            }
        }
    }
}
