package dev.treecast.webrtc.srtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteOrder;

/**
 * AES-GCM with {@link IpsecMb}, for RTP and whatever else has its header in one piece: the key is expanded once, a packet costs one call and no garbage. RTCP, whose index is
 * authenticated behind its text, is left to others.
 */
final class IpsecMbAeadCipher implements SrtpCipher {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long TAG_LENGTH = 16;

    /** The native memory: the expanded key, the library's context, the nonce (12), the tag that there should be (16). */
    private static final long CONTEXT = IpsecMb.KEY_BYTES;

    private static final long NONCE = CONTEXT + IpsecMb.CONTEXT_BYTES;
    private static final long TAG = NONCE + 16;
    private static final long MEMORY_LENGTH = TAG + TAG_LENGTH;

    private final SrtpSessionKeys keys;
    private final boolean longKey;
    private final MemorySegment memory;
    private final long pointer;
    private boolean closed;

    IpsecMbAeadCipher(SrtpSessionKeys keys) {
        if (keys.isRtcp()) {
            throw new IllegalArgumentException("not for RTCP");
        }
        this.keys = keys;
        // Freed by the garbage collector, wiped by close.
        this.memory = Arena.ofAuto().allocate(MEMORY_LENGTH, IpsecMb.KEY_ALIGNMENT);
        this.pointer = memory.address();
        byte[] key = keys.encryptionKey();
        this.longKey = key.length == 32;
        MethodHandle expand = longKey ? IpsecMb.EXPAND_256 : IpsecMb.EXPAND_128;
        MemorySegment.copy(key, 0, memory, JAVA_BYTE, CONTEXT, key.length);
        try {
            expand.invokeExact(pointer + CONTEXT, pointer);
        } catch (Throwable e) {
            throw IpsecMb.failure(e);
        } finally {
            memory.asSlice(CONTEXT, key.length).fill((byte) 0);
        }
    }

    @Override
    public void protect(
            byte[] in,
            int inOffset,
            int headerLength,
            int length,
            byte[] out,
            int outOffset,
            int ssrc,
            long index,
            int word,
            int tagOffset) {
        int whole = length + (int) TAG_LENGTH;
        MemorySegment packet = PacketMemory.copyOf(in, inOffset, length, whole);
        long start = packet.address();
        long text = start + headerLength;
        nonce(ssrc, index);
        encrypt(text, text, length - headerLength, start, headerLength, start + length);
        MemorySegment.copy(packet, JAVA_BYTE, 0, out, outOffset, whole);
        Reference.reachabilityFence(packet);
    }

    @Override
    public void protect(
            PlainRtpPacket packet,
            int sequenceNumber,
            long index,
            int word,
            MemorySegment out,
            long outOffset,
            int overhead) {
        MemorySegment plain = packet.memory();
        int headerLength = packet.headerLength();
        int length = packet.length();
        nonce(packet.ssrc(), index);
        MemorySegment.copy(plain, 0, out, outOffset, headerLength);
        out.set(SHORT, outOffset + 2, (short) sequenceNumber);
        long start = out.address() + outOffset;
        encrypt(
                start + headerLength,
                plain.address() + headerLength,
                length - headerLength,
                start,
                headerLength,
                start + length);
        Reference.reachabilityFence(packet);
        Reference.reachabilityFence(out);
    }

    @Override
    public boolean unprotect(
            byte[] packet, int offset, int headerLength, int length, int ssrc, long index, int word, int tagOffset) {
        int whole = length + (int) TAG_LENGTH;
        MemorySegment copy = PacketMemory.copyOf(packet, offset, whole, whole);
        long start = copy.address();
        int textLength = length - headerLength;
        nonce(ssrc, index);
        decrypt(start + headerLength, textLength, start, headerLength);
        // Both halves whatever the first says: how long it takes must not tell how much of a forged tag is right.
        long wrong = (memory.get(LONG, TAG) ^ copy.get(LONG, length))
                | (memory.get(LONG, TAG + 8) ^ copy.get(LONG, length + 8L));
        if (wrong != 0) {
            return false;
        }
        MemorySegment.copy(copy, JAVA_BYTE, headerLength, packet, offset + headerLength, textLength);
        Reference.reachabilityFence(copy);
        return true;
    }

    private void nonce(int ssrc, long index) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        memory.set(LONG, NONCE, keys.nonceHigh(ssrc, index));
        memory.set(INT, NONCE + 8, keys.nonceLow(index));
    }

    private void encrypt(long out, long in, long length, long header, long headerLength, long tag) {
        long context = pointer + CONTEXT;
        long nonce = pointer + NONCE;
        try {
            if (longKey) {
                IpsecMb.ENCRYPT_256.invokeExact(
                        pointer, context, out, in, length, nonce, header, headerLength, tag, TAG_LENGTH);
            } else {
                IpsecMb.ENCRYPT_128.invokeExact(
                        pointer, context, out, in, length, nonce, header, headerLength, tag, TAG_LENGTH);
            }
        } catch (Throwable e) {
            throw IpsecMb.failure(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** In place; the tag that there should be is at {@link #TAG} then. */
    private void decrypt(long text, long length, long header, long headerLength) {
        long context = pointer + CONTEXT;
        long nonce = pointer + NONCE;
        long tag = pointer + TAG;
        try {
            if (longKey) {
                IpsecMb.DECRYPT_256.invokeExact(
                        pointer, context, text, text, length, nonce, header, headerLength, tag, TAG_LENGTH);
            } else {
                IpsecMb.DECRYPT_128.invokeExact(
                        pointer, context, text, text, length, nonce, header, headerLength, tag, TAG_LENGTH);
            }
        } catch (Throwable e) {
            throw IpsecMb.failure(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            memory.fill((byte) 0);
        }
    }
}
