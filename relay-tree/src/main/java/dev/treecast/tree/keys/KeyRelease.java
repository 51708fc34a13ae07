package dev.treecast.tree.keys;

import dev.treecast.tree.pki.NodeCertificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An edge tells the ingest node of a stream that it watches it no longer and wants no more of its keys. It goes up the tree as it is; a relay that drops
 * it makes an edge hold keys that it has no use for.
 *
 * <pre>
 *  3 (u8) | stream | time (i64) | number of certificates (u8), each in DER | signature
 * </pre>
 *
 * Fields and signature are those of a {@link KeyRequest}.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KeyRelease(String stream, long timeMs, List<byte[]> chainDer, byte[] signature, byte[] signedPart)
        implements EdgeMessage {

    /** Makes and encodes one. */
    static byte[] make(String stream, long timeMs, NodeCertificate certificate) {
        KeyMessageWriter writer = new KeyMessageWriter()
                .u8(KeyMessages.RELEASE)
                .text(stream)
                .i64(timeMs)
                .list(certificate.chainDer());
        byte[] signature = certificate.sign(KeyMessages.signedPart(writer.toBytes()));
        return writer.bytes(signature).toBytes();
    }

    /** Reads one; null where it is none. */
    static @Nullable KeyRelease parse(byte[] message) {
        try {
            KeyMessageReader reader = new KeyMessageReader(message, KeyMessages.MESSAGE_BYTES_MAX);
            KeyMessageReader.require(reader.u8() == KeyMessages.RELEASE);
            String stream = reader.text(KeyMessages.NAME_BYTES_MAX);
            long timeMs = reader.i64();
            List<byte[]> chain = reader.list(KeyMessages.CHAIN_MAX, KeyMessages.CERTIFICATE_BYTES_MAX);
            byte[] signedPart = KeyMessages.signedPart(message, reader.position());
            byte[] signature = reader.bytes(KeyMessages.SIGNATURE_BYTES_MAX);
            reader.end();
            return new KeyRelease(stream, timeMs, chain, signature, signedPart);
        } catch (KeyMessageReader.MalformedKeyMessageException e) {
            return null;
        }
    }
}
