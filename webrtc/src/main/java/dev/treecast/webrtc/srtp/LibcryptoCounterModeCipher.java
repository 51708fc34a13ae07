package dev.treecast.webrtc.srtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteOrder;

/**
 * AES in counter mode with HMAC-SHA1 cut to 80 bits (RFC 3711, sections 4.1.1 and 4.2.1), with libcrypto.
 *
 * <p>HMAC (RFC 2104) is put together from {@code SHA1_Init/Update/Final}: the states after the two key blocks are kept
 * and copied, where libcrypto 3's {@code HMAC_*} and {@code EVP_MAC_*} allocate on every packet, and the JDK's
 * {@code Mac} makes garbage.
 */
final class LibcryptoCounterModeCipher implements SrtpCipher {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int TAG_LENGTH = 10;
    private static final int DIGEST_LENGTH = 20;
    private static final int SHA1_BLOCK_LENGTH = 64;
    /** {@code sizeof(SHA_CTX)}: 5 words of state, 2 of length, a block, a fill level; unchanged since SSLeay. */
    private static final int SHA1_STATE_LENGTH = 96;

    /** The native memory: counter block, word, lengths, digest, the two keyed states, the running state, a key block. */
    private static final int COUNTER = 0;

    private static final int WORD = 16;
    private static final int OUT_LENGTH = 20;
    private static final int DIGEST = 24;
    private static final int INNER = 64;
    private static final int OUTER = INNER + SHA1_STATE_LENGTH;
    private static final int STATE = OUTER + SHA1_STATE_LENGTH;
    private static final int KEY = STATE + SHA1_STATE_LENGTH;
    private static final int MEMORY_LENGTH = KEY + SHA1_BLOCK_LENGTH;

    private final SrtpSessionKeys keys;
    private final LibcryptoContext context;
    private final MemorySegment memory;
    private final long pointer;

    LibcryptoCounterModeCipher(SrtpSessionKeys keys) {
        this.keys = keys;
        this.context = new LibcryptoContext(MEMORY_LENGTH);
        this.memory = context.memory();
        this.pointer = memory.address();
        byte[] key = keys.encryptionKey();
        MemorySegment.copy(key, 0, memory, JAVA_BYTE, KEY, key.length);
        try {
            int good = (int) Libcrypto.CIPHER_INIT.invokeExact(
                    context.address(), (long) Libcrypto.AES_128_CTR.invokeExact(), 0L, pointer + KEY, 0L, 1);
            good &= absorbKey(INNER, (byte) 0x36);
            good &= absorbKey(OUTER, (byte) 0x5c);
            Libcrypto.check(good == 1, "set an AES-CTR or HMAC-SHA1 key");
        } catch (Throwable e) {
            context.close();
            throw Libcrypto.failure(e);
        }
        memory.asSlice(KEY, SHA1_BLOCK_LENGTH).fill((byte) 0);
    }

    private int absorbKey(int state, byte pad) throws Throwable {
        byte[] key = keys.authenticationKey();
        for (int i = 0; i < SHA1_BLOCK_LENGTH; i++) {
            memory.set(JAVA_BYTE, KEY + i, (byte) ((i < key.length ? key[i] : 0) ^ pad));
        }
        int good = (int) Libcrypto.SHA1_INIT.invokeExact(pointer + state);
        return good & (int) Libcrypto.SHA1_UPDATE.invokeExact(pointer + state, pointer + KEY, (long) SHA1_BLOCK_LENGTH);
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
        MemorySegment packet = PacketMemory.copyOf(in, inOffset, length, length);
        try {
            long start = packet.address();
            crypt(address, start + headerLength, length - headerLength, ssrc, index);
            authenticate(start, length, word);
            MemorySegment.copy(packet, JAVA_BYTE, 0, out, outOffset, length);
            MemorySegment.copy(memory, JAVA_BYTE, DIGEST, out, tagOffset, TAG_LENGTH);
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
        MemorySegment copy = PacketMemory.copyOf(packet, offset, length, length);
        try {
            long start = copy.address();
            authenticate(start, length, word);
            int difference = 0;
            for (int i = 0; i < TAG_LENGTH; i++) {
                difference |= memory.get(JAVA_BYTE, DIGEST + i) ^ packet[tagOffset + i];
            }
            if (difference != 0) {
                return false;
            }
            int textLength = length - headerLength;
            crypt(address, start + headerLength, textLength, ssrc, index);
            MemorySegment.copy(copy, JAVA_BYTE, headerLength, packet, offset + headerLength, textLength);
            return true;
        } catch (Throwable e) {
            throw Libcrypto.failure(e);
        } finally {
            Reference.reachabilityFence(context);
            Reference.reachabilityFence(copy);
        }
    }

    /** Encrypts or decrypts in place. */
    private void crypt(long address, long text, int length, int ssrc, long index) throws Throwable {
        if (length == 0) {
            return;
        }
        memory.set(LONG, COUNTER, keys.counterHigh(ssrc));
        memory.set(LONG, COUNTER + 8, keys.counterLow(index));
        int good = (int) Libcrypto.CIPHER_INIT.invokeExact(address, 0L, 0L, 0L, pointer + COUNTER, -1);
        good &= (int) Libcrypto.CIPHER_UPDATE.invokeExact(address, text, pointer + OUT_LENGTH, text, length);
        Libcrypto.check(good == 1, "run AES in counter mode");
    }

    /** Leaves the whole digest in the native memory. */
    private void authenticate(long packet, int length, int word) throws Throwable {
        long state = pointer + STATE;
        memory.set(INT, WORD, word);
        MemorySegment.copy(memory, INNER, memory, STATE, SHA1_STATE_LENGTH);
        int good = (int) Libcrypto.SHA1_UPDATE.invokeExact(state, packet, (long) length);
        good &= (int) Libcrypto.SHA1_UPDATE.invokeExact(state, pointer + WORD, 4L);
        good &= (int) Libcrypto.SHA1_FINAL.invokeExact(pointer + DIGEST, state);
        MemorySegment.copy(memory, OUTER, memory, STATE, SHA1_STATE_LENGTH);
        good &= (int) Libcrypto.SHA1_UPDATE.invokeExact(state, pointer + DIGEST, (long) DIGEST_LENGTH);
        good &= (int) Libcrypto.SHA1_FINAL.invokeExact(pointer + DIGEST, state);
        Libcrypto.check(good == 1, "run HMAC-SHA1");
    }

    @Override
    public void close() {
        context.close();
    }
}
