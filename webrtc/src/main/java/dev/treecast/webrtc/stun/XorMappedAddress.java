package dev.treecast.webrtc.stun;

import static dev.treecast.webrtc.stun.StunMessage.MAGIC_COOKIE;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * XOR-MAPPED-ADDRESS (<a href="https://www.rfc-editor.org/rfc/rfc8489#section-14.2">RFC 8489 section 14.2</a>): the
 * address that a request came from, xored with cookie and transaction id so that no middlebox "translates" it.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |       0       | Family 1 or 2 |   Port xor cookie's top half  |
 * +---------------+---------------+-------------------------------+
 * |   Address xor (cookie, transaction id), 4 or 16 bytes         |
 * +---------------------------------------------------------------+
 * </pre>
 */
final class XorMappedAddress {
    static final int VALUE_LENGTH_IPV4 = 8;
    static final int VALUE_LENGTH_IPV6 = 20;

    private static final int FAMILY_IPV4 = 1;
    private static final int FAMILY_IPV6 = 2;
    private static final int PORT_XOR = MAGIC_COOKIE >>> 16;

    private XorMappedAddress() {}

    /**
     * @param cookie where the message's magic cookie starts: the transaction id follows it, as the mask needs
     * @return null where family and length do not match
     */
    static @Nullable InetSocketAddress read(byte[] buffer, int value, int length, int cookie) {
        int family = buffer[value + 1];
        if (!(family == FAMILY_IPV4 && length == VALUE_LENGTH_IPV4)
                && !(family == FAMILY_IPV6 && length == VALUE_LENGTH_IPV6)) {
            return null;
        }
        int port = StunMessage.u16(buffer, value + 2) ^ PORT_XOR;
        byte[] address = new byte[length - 4];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) (buffer[value + 4 + i] ^ buffer[cookie + i]);
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }

    /** Writes the value and returns its length. */
    static int write(byte[] buffer, int value, int cookie, byte[] address, int port) {
        buffer[value] = 0;
        buffer[value + 1] = (byte) (address.length == 4 ? FAMILY_IPV4 : FAMILY_IPV6);
        StunMessage.putU16(buffer, value + 2, port ^ PORT_XOR);
        for (int i = 0; i < address.length; i++) {
            buffer[value + 4 + i] = (byte) (address[i] ^ buffer[cookie + i]);
        }
        return 4 + address.length;
    }
}
