package dev.treecast.webrtc.stun;

import static dev.treecast.webrtc.stun.StunAttribute.comprehensionRequired;
import static dev.treecast.webrtc.stun.StunAttribute.padded;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A received STUN message: a reusable view over somebody else's bytes (<a
 * href="https://www.rfc-editor.org/rfc/rfc8489#section-5">RFC 8489 section 5</a>).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---+---------------------------+-------------------------------+
 * |0 0|       Message type        |    Length without header      |
 * +---+---------------------------+-------------------------------+
 * |                   Magic cookie 0x2112A442                     |
 * +---------------------------------------------------------------+
 * |                 Transaction id (12 bytes)                     |
 * +---------------------------------------------------------------+
 * |            Attributes: type, length, value, padding           |
 * </pre>
 *
 * <p>{@link #parse} walks the attributes once, notes where they are and allocates nothing. Of an attribute that comes
 * twice the first counts (section 14). What follows MESSAGE-INTEGRITY is not protected by it and is not looked at,
 * but for FINGERPRINT (section 14.5); FINGERPRINT has to be the last. Accessors read the bytes given to {@code parse},
 * which have to stay as they are meanwhile; after a {@code parse} that returned false they mean nothing.
 */
public final class StunMessage {
    public static final int HEADER_LENGTH = 20;
    public static final int TRANSACTION_ID_LENGTH = 12;
    public static final int MAGIC_COOKIE = 0x2112A442;

    public static final int BINDING_REQUEST = 0x0001;
    public static final int BINDING_INDICATION = 0x0011;
    public static final int BINDING_SUCCESS = 0x0101;
    public static final int BINDING_ERROR = 0x0111;

    /** How many unknown attributes are named in an answer: enough to tell the cause, and it bounds the answer. */
    public static final int UNKNOWN_ATTRIBUTES_MAX = 8;

    /** RFC 8489 section 14.3: a USERNAME is shorter than 509 bytes. ICE makes 513 of it: 256, a colon, 256. */
    private static final int USERNAME_LENGTH_MAX = 513;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] NOTHING = {};
    private static final int ABSENT = -1;

    // Owned.
    private final int[] unknownAttributes = new int[UNKNOWN_ATTRIBUTES_MAX];

    // State: the message at hand. Positions are of attribute headers in the buffer, ABSENT where there is none.
    private byte[] buffer = NOTHING;
    private int offset;
    private int unknownAttributeCount;
    private int username;
    private int messageIntegrity;
    private int fingerprint;
    private int errorCode;
    private int xorMappedAddress;
    private int priority;
    private int useCandidate;
    private int iceControlled;
    private int iceControlling;
    private int software;

    /**
     * The cheap test that tells STUN from the rest of a WebRTC port (RFC 7983 section 7: first byte 0 to 3) and from
     * noise: cookie, and a length that is the datagram's.
     */
    public static boolean looksLikeStun(byte[] b, int off, int len) {
        return len >= HEADER_LENGTH
                && (b[off] & 0xFC) == 0
                && (len & 3) == 0
                && (int) INT.get(b, off + 4) == MAGIC_COOKIE
                && u16(b, off + 2) == len - HEADER_LENGTH;
    }

    /**
     * Whose check this is: the part before the colon of a Binding request's USERNAME, which is the username fragment
     * of the agent that it was sent to (RFC 8445 section 7.2.2). Nothing is verified yet: it only finds the session.
     *
     * @return null for whatever is not a Binding request with a well-formed USERNAME
     */
    public static @Nullable String localUsernameFragment(byte[] b, int off, int len) {
        if (!looksLikeStun(b, off, len) || u16(b, off) != BINDING_REQUEST) {
            return null;
        }
        int end = off + len;
        int position = off + HEADER_LENGTH;
        while (position < end) {
            int length = u16(b, position + 2);
            int value = position + StunAttribute.HEADER_LENGTH;
            if (end - value < length) {
                return null;
            }
            if (u16(b, position) == StunAttribute.USERNAME) {
                return fragmentBeforeColon(b, value, Math.min(length, USERNAME_LENGTH_MAX));
            }
            position = value + padded(length);
        }
        return null;
    }

    private static @Nullable String fragmentBeforeColon(byte[] b, int value, int length) {
        for (int i = 0; i < length; i++) {
            byte c = b[value + i];
            if (c == ':') {
                return i == 0 ? null : new String(b, value, i, StandardCharsets.ISO_8859_1);
            }
            if (c <= ' ') { // control characters, and all above ASCII
                return null;
            }
        }
        return null;
    }

    /** Takes a datagram in view. False if it is not a well-formed STUN message. */
    public boolean parse(byte[] b, int off, int len) {
        if (!looksLikeStun(b, off, len)) {
            return false;
        }
        buffer = b;
        offset = off;
        unknownAttributeCount = 0;
        username = messageIntegrity = fingerprint = errorCode = xorMappedAddress = ABSENT;
        priority = useCandidate = iceControlled = iceControlling = software = ABSENT;
        int end = off + len;
        int position = off + HEADER_LENGTH;
        while (position < end) { // both are multiples of four from the start, so the header is there
            int length = u16(b, position + 2);
            int next = position + StunAttribute.HEADER_LENGTH + padded(length);
            if (next > end || fingerprint != ABSENT || !note(u16(b, position), position, length)) {
                return false;
            }
            position = next;
        }
        return true;
    }

    private boolean note(int type, int position, int length) {
        if (type == StunAttribute.FINGERPRINT) {
            fingerprint = position;
            return length == Fingerprint.VALUE_LENGTH;
        }
        if (messageIntegrity != ABSENT) {
            return true;
        }
        switch (type) {
            case StunAttribute.USERNAME -> {
                username = first(username, position);
                return length <= USERNAME_LENGTH_MAX;
            }
            case StunAttribute.MESSAGE_INTEGRITY -> {
                messageIntegrity = position;
                return length == MessageIntegrity.VALUE_LENGTH;
            }
            case StunAttribute.ERROR_CODE -> {
                errorCode = first(errorCode, position);
                return length >= 4;
            }
            case StunAttribute.XOR_MAPPED_ADDRESS -> {
                xorMappedAddress = first(xorMappedAddress, position);
                return length == XorMappedAddress.VALUE_LENGTH_IPV4 || length == XorMappedAddress.VALUE_LENGTH_IPV6;
            }
            case StunAttribute.PRIORITY -> {
                priority = first(priority, position);
                return length == 4;
            }
            case StunAttribute.USE_CANDIDATE -> {
                useCandidate = position;
                return length == 0;
            }
            case StunAttribute.ICE_CONTROLLED -> {
                iceControlled = first(iceControlled, position);
                return length == 8;
            }
            case StunAttribute.ICE_CONTROLLING -> {
                iceControlling = first(iceControlling, position);
                return length == 8;
            }
            case StunAttribute.SOFTWARE -> software = first(software, position);
            case StunAttribute.MAPPED_ADDRESS,
                    StunAttribute.UNKNOWN_ATTRIBUTES,
                    StunAttribute.REALM,
                    StunAttribute.NONCE,
                    StunAttribute.MESSAGE_INTEGRITY_SHA256 -> {
                // Known, and of no use to ICE.
            }
            default -> noteUnknown(type);
        }
        return true;
    }

    private void noteUnknown(int type) {
        if (comprehensionRequired(type) && unknownAttributeCount < UNKNOWN_ATTRIBUTES_MAX) {
            unknownAttributes[unknownAttributeCount++] = type;
        }
    }

    private static int first(int noted, int position) {
        return noted == ABSENT ? position : noted;
    }

    /** The 14-bit message type, for instance {@link #BINDING_REQUEST}. */
    public int type() {
        return u16(buffer, offset);
    }

    public byte[] buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    /** Where the {@value #TRANSACTION_ID_LENGTH} bytes of the transaction id start in {@link #buffer()}. */
    public int transactionIdOffset() {
        return offset + 8;
    }

    public boolean transactionIdEquals(byte[] transactionId) {
        int start = transactionIdOffset();
        return Arrays.equals(buffer, start, start + TRANSACTION_ID_LENGTH, transactionId, 0, TRANSACTION_ID_LENGTH);
    }

    public boolean usernameEquals(byte[] expected) {
        return username != ABSENT && valueLength(username) == expected.length && usernameStartsWith(expected);
    }

    public boolean usernameStartsWith(byte[] expected) {
        if (username == ABSENT || valueLength(username) < expected.length) {
            return false;
        }
        int value = username + StunAttribute.HEADER_LENGTH;
        return Arrays.equals(buffer, value, value + expected.length, expected, 0, expected.length);
    }

    public @Nullable String username() {
        return text(username);
    }

    public @Nullable String software() {
        return text(software);
    }

    public boolean hasMessageIntegrity() {
        return messageIntegrity != ABSENT;
    }

    int messageIntegrityOffset() {
        return messageIntegrity;
    }

    public boolean hasFingerprint() {
        return fingerprint != ABSENT;
    }

    /** Whether there is a FINGERPRINT and it is right. */
    public boolean fingerprintMatches() {
        return fingerprint != ABSENT
                && (int) INT.get(buffer, fingerprint + StunAttribute.HEADER_LENGTH)
                        == Fingerprint.compute(buffer, offset, fingerprint - offset);
    }

    /** PRIORITY as an unsigned 32-bit number, or -1 where there is none. */
    public long priority() {
        return priority == ABSENT
                ? -1
                : Integer.toUnsignedLong((int) INT.get(buffer, priority + StunAttribute.HEADER_LENGTH));
    }

    public boolean useCandidate() {
        return useCandidate != ABSENT;
    }

    public boolean iceControlled() {
        return iceControlled != ABSENT;
    }

    public boolean iceControlling() {
        return iceControlling != ABSENT;
    }

    /** The tie-breaker of ICE-CONTROLLING or ICE-CONTROLLED, unsigned; 0 where there is neither. */
    public long tieBreaker() {
        int attribute = iceControlling != ABSENT ? iceControlling : iceControlled;
        return attribute == ABSENT ? 0 : (long) LONG.get(buffer, attribute + StunAttribute.HEADER_LENGTH);
    }

    /** The code of ERROR-CODE, 300 to 699 (RFC 8489 section 14.8), or 0 where there is none in that range. */
    public int errorCode() {
        if (errorCode == ABSENT) {
            return 0;
        }
        int hundreds = buffer[errorCode + 6] & 7;
        int number = buffer[errorCode + 7] & 0xFF;
        return hundreds < 3 || hundreds > 6 || number > 99 ? 0 : hundreds * 100 + number;
    }

    /** Null where there is none, or its family does not match its length. */
    public @Nullable InetSocketAddress xorMappedAddress() {
        return xorMappedAddress == ABSENT
                ? null
                : XorMappedAddress.read(
                        buffer,
                        xorMappedAddress + StunAttribute.HEADER_LENGTH,
                        valueLength(xorMappedAddress),
                        offset + 4);
    }

    /** How many attributes we would have to understand and do not, {@value #UNKNOWN_ATTRIBUTES_MAX} at most. */
    public int unknownAttributeCount() {
        return unknownAttributeCount;
    }

    public int unknownAttribute(int index) {
        return unknownAttributes[index];
    }

    private @Nullable String text(int attribute) {
        return attribute == ABSENT
                ? null
                : new String(
                        buffer,
                        attribute + StunAttribute.HEADER_LENGTH,
                        valueLength(attribute),
                        StandardCharsets.UTF_8);
    }

    private int valueLength(int attribute) {
        return u16(buffer, attribute + 2);
    }

    static int u16(byte[] b, int at) {
        return (b[at] & 0xFF) << 8 | (b[at + 1] & 0xFF);
    }

    static void putU16(byte[] b, int at, int value) {
        b[at] = (byte) (value >>> 8);
        b[at + 1] = (byte) value;
    }
}
