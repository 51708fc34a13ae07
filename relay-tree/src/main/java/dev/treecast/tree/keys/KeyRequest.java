package dev.treecast.tree.keys;

import dev.treecast.tree.hpke.Hpke;
import dev.treecast.tree.pki.NodeCertificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An edge asks the ingest node of a stream for the stream's keys. It goes up the tree as it is; relays can read it, which helps them nothing.
 *
 * <pre>
 *  1 (u8) | stream | HPKE public key | time (i64) | number of certificates (u8), each in DER | signature
 * </pre>
 *
 * Fields without a size have a length of 16 bits in front. The signature is ECDSA P-256 with SHA-256, in DER, over {@code "treecast key message 1\0"}
 * and all that stands before it.
 *
 * @param publicKey the edge's X25519 key, made when it started
 * @param timeMs milliseconds since 1970; each of a node's requests has a later one
 * @param chainDer the edge's certificate first
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KeyRequest(
        String stream, byte[] publicKey, long timeMs, List<byte[]> chainDer, byte[] signature, byte[] signedPart)
        implements EdgeMessage {

    /** Makes and encodes one. */
    static byte[] make(String stream, byte[] publicKey, long timeMs, NodeCertificate certificate) {
        KeyMessageWriter writer = new KeyMessageWriter()
                .u8(KeyMessages.REQUEST)
                .text(stream)
                .bytes(publicKey)
                .i64(timeMs)
                .list(certificate.chainDer());
        byte[] signature = certificate.sign(KeyMessages.signedPart(writer.toBytes()));
        return writer.bytes(signature).toBytes();
    }

    /** Reads one; null where it is none. */
    static @Nullable KeyRequest parse(byte[] message) {
        try {
            KeyMessageReader reader = new KeyMessageReader(message, KeyMessages.MESSAGE_BYTES_MAX);
            KeyMessageReader.require(reader.u8() == KeyMessages.REQUEST);
            String stream = reader.text(KeyMessages.NAME_BYTES_MAX);
            byte[] publicKey = reader.bytes(Hpke.PUBLIC_KEY_BYTES);
            KeyMessageReader.require(publicKey.length == Hpke.PUBLIC_KEY_BYTES);
            long timeMs = reader.i64();
            List<byte[]> chain = reader.list(KeyMessages.CHAIN_MAX, KeyMessages.CERTIFICATE_BYTES_MAX);
            byte[] signedPart = KeyMessages.signedPart(message, reader.position());
            byte[] signature = reader.bytes(KeyMessages.SIGNATURE_BYTES_MAX);
            reader.end();
            return new KeyRequest(stream, publicKey, timeMs, chain, signature, signedPart);
        } catch (KeyMessageReader.MalformedKeyMessageException e) {
            return null;
        }
    }
}
