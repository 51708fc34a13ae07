package dev.treecast.webrtc.sctp.packet;

/**
 * Forward-TSN-Supported (<a href="https://www.rfc-editor.org/rfc/rfc3758#section-3.1">RFC 3758 section 3.1</a>).
 *
 * <pre>
 * |   Parameter Type = 0xC000     |     Parameter Length = 4      |
 * </pre>
 */
public final class ForwardTsnSupportedParameter {
    public static final int TYPE = 0xc000;

    private ForwardTsnSupportedParameter() {}

    static int write(byte[] b, int off) {
        Parameter.write(b, off, TYPE, Parameter.HEADER_LENGTH);
        return Parameter.HEADER_LENGTH;
    }
}
