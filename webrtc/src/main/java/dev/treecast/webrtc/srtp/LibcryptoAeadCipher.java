package dev.treecast.webrtc.srtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteOrder;

/**
 * AES-GCM with libcrypto: the key is scheduled once, a packet costs five calls (nonce, header, text, end, tag) and no
 * garbage.
 */
final class LibcryptoAeadCipher implements SrtpCipher {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int TAG_LENGTH = 16;

    /** The native memory: nonce (12), the extra word (4), an int for lengths, the key while it is set. */
    private static final int NONCE = 0;

    private static final int WORD = 12;
    private static final int OUT_LENGTH = 16;
    private static final int KEY = 24;
    private static final int MEMORY_LENGTH = 56;

    private final SrtpSessionKeys keys;
    private final LibcryptoContext context;
    private final MemorySegment memory;
    private final long pointer;

    LibcryptoAeadCipher(SrtpSessionKeys keys, boolean encrypt) {
        this.keys = keys;
        this.context = new LibcryptoContext(MEMORY_LENGTH);
        this.memory = context.memory();
        this.pointer = memory.address();
        byte[] key = keys.encryptionKey();
        MemorySegment.copy(key, 0, memory, JAVA_BYTE, KEY, key.length);
        try {
            long cipher = key.length == 32
                    ? (long) Libcrypto.AES_256_GCM.invokeExact()
                    : (long) Libcrypto.AES_128_GCM.invokeExact();
            // A nonce of 12 bytes is GCM's default.
            int result = (int) Libcrypto.CIPHER_INIT.invokeExact(
                    context.address(), cipher, 0L, pointer + KEY, 0L, encrypt ? 1 : 0);
            Libcrypto.check(result == 1, "set an AES-GCM key");
        } catch (Throwable e) {
            context.close();
            throw Libcrypto.failure(e);
        }
        memory.asSlice(KEY, key.length).fill((byte) 0);
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
        long address = context.address();
        MemorySegment packet = PacketMemory.copyOf(in, inOffset, length, length + TAG_LENGTH);
        try {
            long start = packet.address();
            int good = begin(address, start, headerLength, ssrc, index, word);
            good &= text(address, start + headerLength, length - headerLength);
            good &= (int) Libcrypto.CIPHER_FINAL.invokeExact(address, start + length, pointer + OUT_LENGTH);
            good &= (int) Libcrypto.CONTEXT_CTRL.invokeExact(
                    address, Libcrypto.CTRL_AEAD_GET_TAG, TAG_LENGTH, start + length);
            Libcrypto.check(good == 1, "encrypt");
            MemorySegment.copy(packet, JAVA_BYTE, 0, out, outOffset, length + TAG_LENGTH);
        } catch (Throwable e) {
            throw Libcrypto.failure(e);
        } finally {
            Reference.reachabilityFence(context);
            Reference.reachabilityFence(packet);
        }
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
        long address = context.address();
        MemorySegment plain = packet.memory();
        int headerLength = packet.headerLength();
        int length = packet.length();
        MemorySegment.copy(plain, 0, out, outOffset, headerLength);
        out.set(SHORT, outOffset + 2, (short) sequenceNumber);
        try {
            long start = out.address() + outOffset;
            int good = begin(address, start, headerLength, packet.ssrc(), index, word);
            if (length > headerLength) {
                good &= (int) Libcrypto.CIPHER_UPDATE.invokeExact(
                        address,
                        start + headerLength,
                        pointer + OUT_LENGTH,
                        plain.address() + headerLength,
                        length - headerLength);
            }
            good &= (int) Libcrypto.CIPHER_FINAL.invokeExact(address, start + length, pointer + OUT_LENGTH);
            good &= (int) Libcrypto.CONTEXT_CTRL.invokeExact(
                    address, Libcrypto.CTRL_AEAD_GET_TAG, TAG_LENGTH, start + length);
            Libcrypto.check(good == 1, "encrypt");
        } catch (Throwable e) {
            throw Libcrypto.failure(e);
        } finally {
            Reference.reachabilityFence(context);
            Reference.reachabilityFence(packet);
        }
    }

    @Override
    public boolean unprotect(
            byte[] packet, int offset, int headerLength, int length, int ssrc, long index, int word, int tagOffset) {
        long address = context.address();
        MemorySegment copy = PacketMemory.copyOf(packet, offset, length + TAG_LENGTH, length + TAG_LENGTH);
        try {
            long start = copy.address();
            int textLength = length - headerLength;
            int good = begin(address, start, headerLength, ssrc, index, word);
            good &= text(address, start + headerLength, textLength);
            good &= (int) Libcrypto.CONTEXT_CTRL.invokeExact(
                    address, Libcrypto.CTRL_AEAD_SET_TAG, TAG_LENGTH, start + length);
            Libcrypto.check(good == 1, "decrypt");
            // Only the end says whether the tag is right; it writes no text.
            if ((int) Libcrypto.CIPHER_FINAL.invokeExact(address, start + length, pointer + OUT_LENGTH) != 1) {
                return false;
            }
            MemorySegment.copy(copy, JAVA_BYTE, headerLength, packet, offset + headerLength, textLength);
            return true;
        } catch (Throwable e) {
            throw Libcrypto.failure(e);
        } finally {
            Reference.reachabilityFence(context);
            Reference.reachabilityFence(copy);
        }
    }

    /** Nonce, header and, for RTCP, the extra word. */
    private int begin(long address, long header, int headerLength, int ssrc, long index, int word) throws Throwable {
        memory.set(LONG, NONCE, keys.nonceHigh(ssrc, index));
        memory.set(INT, NONCE + 8, keys.nonceLow(index));
        int good = (int) Libcrypto.CIPHER_INIT.invokeExact(address, 0L, 0L, 0L, pointer + NONCE, -1);
        good &= (int) Libcrypto.CIPHER_UPDATE.invokeExact(address, 0L, pointer + OUT_LENGTH, header, headerLength);
        if (keys.isRtcp()) {
            memory.set(INT, WORD, word);
            good &= (int) Libcrypto.CIPHER_UPDATE.invokeExact(address, 0L, pointer + OUT_LENGTH, pointer + WORD, 4);
        }
        return good;
    }

    /** Encrypts or decrypts in place. */
    private int text(long address, long text, int length) throws Throwable {
        if (length == 0) {
            return 1;
        }
        return (int) Libcrypto.CIPHER_UPDATE.invokeExact(address, text, pointer + OUT_LENGTH, text, length);
    }

    @Override
    public void close() {
        context.close();
    }
}
