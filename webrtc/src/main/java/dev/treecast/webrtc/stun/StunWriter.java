package dev.treecast.webrtc.stun;

import static dev.treecast.webrtc.stun.StunMessage.putU16;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes STUN messages into a buffer of its own, one after the other: {@code begin}, attributes, {@code finish}. The
 * layout is that of {@link StunMessage}; padding is zero.
 *
 * <p>The caller knows what it writes: running out of room is a broken invariant ({@link IndexOutOfBoundsException}),
 * never something the network can bring about.
 */
public final class StunWriter {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] buffer;
    private int position;

    /** @param capacity bytes of the longest message to write */
    public StunWriter(int capacity) {
        buffer = new byte[capacity];
    }

    /** The message just finished starts at 0; it is overwritten by the next {@code begin}. */
    public byte[] buffer() {
        return buffer;
    }

    /** @param transactionId holds the 12 bytes at {@code transactionIdOffset} */
    public StunWriter begin(int type, byte[] transactionId, int transactionIdOffset) {
        putU16(buffer, 0, type);
        INT.set(buffer, 4, StunMessage.MAGIC_COOKIE);
        System.arraycopy(transactionId, transactionIdOffset, buffer, 8, StunMessage.TRANSACTION_ID_LENGTH);
        position = StunMessage.HEADER_LENGTH;
        return this;
    }

    public StunWriter software(String text) {
        return bytes(StunAttribute.SOFTWARE, text.getBytes(StandardCharsets.UTF_8));
    }

    public StunWriter username(byte[] username) {
        return bytes(StunAttribute.USERNAME, username);
    }

    /** @param priority RFC 8445 section 7.1.1: that of the peer-reflexive candidate the check may bring about */
    public StunWriter priority(long priority) {
        int value = attribute(StunAttribute.PRIORITY, 4);
        INT.set(buffer, value, (int) priority);
        return this;
    }

    public StunWriter useCandidate() {
        attribute(StunAttribute.USE_CANDIDATE, 0);
        return this;
    }

    public StunWriter iceControlling(long tieBreaker) {
        int value = attribute(StunAttribute.ICE_CONTROLLING, 8);
        LONG.set(buffer, value, tieBreaker);
        return this;
    }

    public StunWriter iceControlled(long tieBreaker) {
        int value = attribute(StunAttribute.ICE_CONTROLLED, 8);
        LONG.set(buffer, value, tieBreaker);
        return this;
    }

    /** @param address resolved, as every address that a datagram came from is */
    public StunWriter xorMappedAddress(InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        int value = attribute(StunAttribute.XOR_MAPPED_ADDRESS, 4 + ip.length);
        XorMappedAddress.write(buffer, value, 4, ip, address.getPort());
        return this;
    }

    /**
     * ERROR-CODE (RFC 8489 section 14.8): 21 zero bits, hundreds, number, reason.
     *
     * @param code 300 to 699
     * @param reason short and ASCII
     */
    public StunWriter errorCode(int code, String reason) {
        byte[] phrase = reason.getBytes(StandardCharsets.UTF_8);
        int value = attribute(StunAttribute.ERROR_CODE, 4 + phrase.length);
        INT.set(buffer, value, ((code / 100) << 8) | (code % 100));
        System.arraycopy(phrase, 0, buffer, value + 4, phrase.length);
        return this;
    }

    /** UNKNOWN-ATTRIBUTES (RFC 8489 section 14.9): the types that {@code request} should not have used. */
    public StunWriter unknownAttributes(StunMessage request) {
        int count = request.unknownAttributeCount();
        int value = attribute(StunAttribute.UNKNOWN_ATTRIBUTES, 2 * count);
        for (int i = 0; i < count; i++) {
            putU16(buffer, value + 2 * i, request.unknownAttribute(i));
        }
        return this;
    }

    /** An attribute that has no method of its own. */
    public StunWriter bytes(int type, byte[] content) {
        int value = attribute(type, content.length);
        System.arraycopy(content, 0, buffer, value, content.length);
        return this;
    }

    /** Adds MESSAGE-INTEGRITY, then FINGERPRINT, and returns the message's length. */
    public int finish(MessageIntegrity integrity) {
        int header = position;
        int value = attribute(StunAttribute.MESSAGE_INTEGRITY, MessageIntegrity.VALUE_LENGTH);
        integrity.compute(buffer, 0, header, buffer, value);
        return finishUnprotected();
    }

    /** Adds FINGERPRINT alone, and returns the message's length. */
    public int finishUnprotected() {
        int header = position;
        int value = attribute(StunAttribute.FINGERPRINT, Fingerprint.VALUE_LENGTH);
        finishBare();
        INT.set(buffer, value, Fingerprint.compute(buffer, 0, header));
        return position;
    }

    /** Adds nothing, and returns the message's length. */
    public int finishBare() {
        putU16(buffer, 2, position - StunMessage.HEADER_LENGTH);
        return position;
    }

    /** Writes an attribute's header and zeroes its padding; returns where the value goes. */
    private int attribute(int type, int length) {
        putU16(buffer, position, type);
        putU16(buffer, position + 2, length);
        int value = position + StunAttribute.HEADER_LENGTH;
        position = value + StunAttribute.padded(length);
        Arrays.fill(buffer, value + length, position, (byte) 0);
        return value;
    }
}
