package dev.treecast.webrtc.curves;

import org.jspecify.annotations.Nullable;

/** A key pair for one agreement. Used by one thread at a time. */
public interface EphemeralKey extends AutoCloseable {
    /** What the peer gets; of {@link Curve#publicValueBytes()}. */
    byte[] publicValue();

    /**
     * The shared secret, 32 bytes: the coordinate u or x. It wipes the private key: once only.
     *
     * @return null where the peer's value is no point of the curve, or one of small order (RFC 8422 section 5.11)
     * @throws IllegalStateException when used or closed before
     */
    byte @Nullable [] agree(byte[] peerValue);

    /** Wipes the private key. More than once is fine. */
    @Override
    void close();
}
