package dev.treecast.webrtc.curves;

import dev.treecast.webrtc.libcrypto.LibcryptoLibrary;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;

/**
 * A key that lives in libcrypto, wiped and freed by {@link #close()}, or by the garbage collector where nobody closed it. Who uses
 * {@link #address()} keeps this object reachable during the call.
 */
final class LibcryptoKey implements AutoCloseable {
    private final Cleaner.Cleanable cleanable;
    private long address;

    /** @param free the procedure that frees it */
    LibcryptoKey(long address, MethodHandle free) {
        LibcryptoLibrary.check(address != 0, "make a key");
        this.address = address;
        this.cleanable = LibcryptoLibrary.CLEANER.register(this, new Release(address, free));
    }

    /** Throws once closed. */
    long address() {
        if (address == 0) {
            throw new IllegalStateException("closed");
        }
        return address;
    }

    @Override
    public void close() {
        address = 0;
        cleanable.clean();
    }

    private record Release(long address, MethodHandle free) implements Runnable {
        @Override
        public void run() {
            try {
                free.invokeExact(address);
            } catch (Throwable e) {
                throw LibcryptoLibrary.failure(e);
            }
        }
    }
}
