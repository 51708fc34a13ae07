package dev.treecast.webrtc.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A candidate as SDP has it (<a href="https://www.rfc-editor.org/rfc/rfc8839#section-5.1">RFC 8839 section 5.1</a>; tcptype:
 * RFC 6544 section 4.5).
 *
 * <pre>candidate:1 1 udp 2130706431 192.0.2.1 7000 typ host</pre>
 *
 * @param foundation 1 to 32 ice-chars
 * @param component 1 to 256; 1 is RTP, and with rtcp-mux the only one
 * @param transport in lower case: {@code udp}, {@code tcp}, or something we do not know
 * @param priority 1 to 2<sup>31</sup> - 1 by the RFC; up to 2<sup>32</sup> - 1 is taken
 * @param address an IP address or a name, a browser's {@code .local} name above all; see {@link #socketAddress}
 * @param port 0 to 65535
 * @param tcpType {@code active}, {@code passive} or {@code so}; null but for tcp
 */
public record IceCandidate(
        String foundation,
        int component,
        String transport,
        long priority,
        String address,
        int port,
        IceCandidateType type,
        @Nullable String tcpType) {

    /** Real lines have 200 characters at most; the longest DNS name has 253. */
    private static final int LINE_LENGTH_MAX = 512;

    private static final int FOUNDATION_LENGTH_MAX = 32;
    private static final int FIELDS_MIN = 8;

    /** A UDP candidate of component 1 for an address that we listen on. */
    public static IceCandidate host(int foundation, int localPreference, InetSocketAddress address) {
        return new IceCandidate(
                Integer.toString(foundation),
                1,
                "udp",
                priority(IceCandidateType.HOST, localPreference, 1),
                address.getAddress().getHostAddress(),
                address.getPort(),
                IceCandidateType.HOST,
                null);
    }

    /**
     * RFC 8445 section 5.1.2.1.
     *
     * @param localPreference 0 to 65535, higher is better; 65535 where there is one address
     * @param component 1 to 256
     */
    public static long priority(IceCandidateType type, int localPreference, int component) {
        return ((long) type.preference() << 24) + ((long) localPreference << 8) + (256 - component);
    }

    /**
     * Reads {@code candidate:…}, with or without {@code a=} before it. Extensions that we do not know are skipped.
     *
     * @return null for a line that is malformed or has a type that we do not know: to be ignored
     */
    public static @Nullable IceCandidate parse(String line) {
        if (line.length() > LINE_LENGTH_MAX) {
            return null;
        }
        String text = line.strip();
        text = text.startsWith("a=") ? text.substring(2) : text;
        if (!text.startsWith("candidate:")) {
            return null;
        }
        String[] fields = text.substring("candidate:".length()).split(" +", -1);
        if (fields.length < FIELDS_MIN || !fields[6].equalsIgnoreCase("typ") || !isFoundation(fields[0])) {
            return null;
        }
        long component = number(fields[1], 256);
        long priority = number(fields[3], 0xFFFF_FFFFL);
        long port = number(fields[5], 65535);
        IceCandidateType type = IceCandidateType.ofToken(fields[7]);
        if (component < 1 || priority < 0 || port < 0 || type == null || fields[4].isEmpty()) {
            return null;
        }
        String transport = fields[2].toLowerCase(Locale.ROOT);
        String tcpType = transport.equals("tcp") ? extension(fields, "tcptype") : null;
        return new IceCandidate(fields[0], (int) component, transport, priority, fields[4], (int) port, type, tcpType);
    }

    /** The line without {@code a=}. A raddr that was parsed is not kept: it says more about a viewer than we need. */
    public String format() {
        StringBuilder line = new StringBuilder(96)
                .append("candidate:")
                .append(foundation)
                .append(' ')
                .append(component)
                .append(' ')
                .append(transport)
                .append(' ')
                .append(priority)
                .append(' ')
                .append(address)
                .append(' ')
                .append(port)
                .append(" typ ")
                .append(type.token());
        if (type
                != IceCandidateType
                        .HOST) { // RFC 8839: raddr and rport are a must here; this is how privacy spells them
            boolean ipv6 = address.indexOf(':') >= 0;
            line.append(ipv6 ? " raddr :: rport 9" : " raddr 0.0.0.0 rport 9");
        }
        if (tcpType != null) {
            line.append(" tcptype ").append(tcpType);
        }
        return line.toString();
    }

    /** Where to send to; empty for a name. Names are never resolved: no DNS, and {@code .local} is mDNS's. */
    public Optional<InetSocketAddress> socketAddress() {
        // A zone ("%eth0") would be looked up among the machine's interfaces.
        boolean literal = address.indexOf('%') < 0 && (address.indexOf(':') >= 0 || isDottedQuad(address));
        if (!literal) {
            return Optional.empty();
        }
        try {
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static boolean isDottedQuad(String text) {
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                dots++;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return dots == 3;
    }

    private static boolean isFoundation(String text) {
        return !text.isEmpty()
                && text.length() <= FOUNDATION_LENGTH_MAX
                && text.chars().allMatch(c -> IceCredentials.isIceChar((char) c));
    }

    private static @Nullable String extension(String[] fields, String name) {
        for (int i = FIELDS_MIN; i + 1 < fields.length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                return fields[i + 1].toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    /** A decimal number from 0 to {@code max}, or -1. */
    private static long number(String text, long max) {
        if (text.isEmpty() || text.length() > 10) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value <= max ? value : -1;
    }
}
