package dev.treecast.webrtc.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;

/** The server's half of the negotiation: DTLS 1.2 only, our order of cipher suites, groups and SRTP profiles, and a client certificate demanded. */
@SuppressWarnings({"JdkObsolete", "rawtypes", "unchecked"}) // BouncyCastle's collections are those of Java 1.1
final class SrtpTlsServer extends AbstractTlsServer {
    /** All need our ECDSA certificate. AES-128-GCM first: mandatory in RFC 8827 section 6.5, and hardware has it. */
    private static final int[] CIPHER_SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    };

    private final HandshakePolicy policy;

    SrtpTlsServer(HandshakePolicy policy) {
        super(policy.crypto);
        this.policy = policy;
    }

    @Override
    public void processClientExtensions(Hashtable clientExtensions) throws IOException {
        super.processClientExtensions(clientExtensions);
        UseSRTPData offer = TlsSRTPUtils.getUseSRTPExtension(clientExtensions);
        policy.chooseSrtpProfile(offer == null ? null : offer.getProtectionProfiles());
    }

    @Override
    public Hashtable getServerExtensions() throws IOException {
        Hashtable extensions = super.getServerExtensions();
        // An empty MKI declines whatever the client proposed (RFC 5764 section 4.1.3).
        TlsSRTPUtils.addUseSRTPExtension(
                extensions, new UseSRTPData(new int[] {policy.srtpProfile()}, TlsUtils.EMPTY_BYTES));
        return extensions;
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        short[] types = {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};
        return new CertificateRequest(types, HandshakePolicy.signatureAlgorithms(), null);
    }

    @Override
    public void notifyClientCertificate(Certificate clientCertificate) throws IOException {
        policy.verifyPeer(clientCertificate);
    }

    @Override
    public TlsCredentials getCredentials() throws IOException {
        return policy.credentials(context);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        policy.export(context);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        policy.alertReceived(level, description);
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return CIPHER_SUITES.clone();
    }

    @Override
    protected boolean preferLocalCipherSuites() {
        return true;
    }

    @Override
    public int[] getSupportedGroups() {
        return HandshakePolicy.GROUPS.clone();
    }

    @Override
    protected int selectECDH(int minimumCurveBits) {
        int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
        if (offered == null) {
            return selectECDHDefault(minimumCurveBits);
        }
        for (int ours : HandshakePolicy.GROUPS) {
            for (int theirs : offered) {
                if (ours == theirs) {
                    return ours;
                }
            }
        }
        return -1;
    }

    @Override
    protected boolean allowCertificateStatus() {
        return false;
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        return false; // the fingerprint vouches for the certificate, not its signature
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return policy.handshakeTimeoutMs;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return policy.options.handshakeResendMs();
    }
}
