package dev.treecast.webrtc.dtls;

import dev.treecast.webrtc.curves.EphemeralKey;
import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsSecret;

/** One key agreement of a handshake (RFC 8422 section 5.10), with a key that no other handshake gets. */
final class EphemeralAgreement implements TlsAgreement {
    private final BcTlsCrypto crypto;
    private final EphemeralKey key;
    private byte[] peerValue = new byte[0];

    EphemeralAgreement(BcTlsCrypto crypto, EphemeralKey key) {
        this.crypto = crypto;
        this.key = key;
    }

    @Override
    public byte[] generateEphemeral() {
        return key.publicValue();
    }

    @Override
    public void receivePeerValue(byte[] value) {
        peerValue = value;
    }

    @Override
    public TlsSecret calculateSecret() throws IOException {
        byte[] secret = key.agree(peerValue);
        if (secret == null) {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter);
        }
        return new BcTlsSecret(crypto, secret); // which wipes it
    }
}
