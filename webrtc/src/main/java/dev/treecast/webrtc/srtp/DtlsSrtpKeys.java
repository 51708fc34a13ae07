package dev.treecast.webrtc.srtp;

import java.util.Arrays;

/**
 * What a DTLS handshake leaves for SRTP: one pair of key and salt for what the DTLS client sends, one for what the
 * server sends.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5764#section-4.2">RFC 5764, section 4.2</a>
 */
public record DtlsSrtpKeys(SrtpKeys clientWrite, SrtpKeys serverWrite) {

    /** The label to ask the DTLS exporter (RFC 5705) for, without a context. */
    public static final String EXPORTER_LABEL = "EXTRACTOR-dtls_srtp";

    /**
     * Splits exporter material: client key, server key, client salt, server salt.
     *
     * @param material {@link SrtpProfile#exporterLength()} bytes; not kept
     * @throws IllegalArgumentException for another length
     */
    public static DtlsSrtpKeys fromExporter(SrtpProfile profile, byte[] material) {
        if (material.length != profile.exporterLength()) {
            throw new IllegalArgumentException(
                    profile + " takes " + profile.exporterLength() + " exported bytes, not " + material.length);
        }
        int serverKey = profile.keyLength();
        int clientSalt = 2 * profile.keyLength();
        int serverSalt = clientSalt + profile.saltLength();
        return new DtlsSrtpKeys(
                new SrtpKeys(
                        profile,
                        Arrays.copyOfRange(material, 0, serverKey),
                        Arrays.copyOfRange(material, clientSalt, serverSalt)),
                new SrtpKeys(
                        profile,
                        Arrays.copyOfRange(material, serverKey, clientSalt),
                        Arrays.copyOfRange(material, serverSalt, material.length)));
    }
}
