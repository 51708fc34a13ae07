package dev.treecast.tree.keys;

import dev.treecast.tree.hpke.Hpke;
import dev.treecast.tree.hpke.HpkeKeyPair;
import dev.treecast.tree.pki.NodeCertificate;
import dev.treecast.tree.sframe.EpochKey;
import dev.treecast.tree.sframe.SFrameCipher;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key of one epoch, on its way from the ingest node to one edge: sealed with HPKE, so that nobody else reads it, and signed, so that nobody
 * else made it (HPKE's base mode does not say who did).
 *
 * <pre>
 *  2 (u8) | stream | publication | epoch (i32) | node | time (i64) | encapsulated key | ciphertext | certificates | signature
 * </pre>
 *
 * Encoded and signed like a {@link KeyRequest}. HPKE's info is {@code "treecast stream key 1"}, stream, publication and node; its AAD epoch and time.
 *
 * @param node the id of the edge it is for
 * @param timeMs when it was sealed, milliseconds since 1970
 * @param chainDer the ingest node's certificate first
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SealedKey(
        String stream,
        String publication,
        int epoch,
        String node,
        long timeMs,
        byte[] encapsulatedKey,
        byte[] ciphertext,
        List<byte[]> chainDer,
        byte[] signature,
        byte[] signedPart) {

    private static final byte[] LABEL = "treecast stream key 1".getBytes(StandardCharsets.US_ASCII);
    private static final int CIPHERTEXT_BYTES = SFrameCipher.BASE_KEY_BYTES + Hpke.TAG_BYTES;

    /**
     * Makes and encodes one.
     *
     * @throws IllegalArgumentException where the edge's public key is none
     */
    static byte[] make(
            String stream,
            String publication,
            EpochKey key,
            String node,
            byte[] publicKey,
            long timeMs,
            NodeCertificate certificate,
            SecureRandom random) {
        Hpke.Sealed sealed =
                Hpke.seal(publicKey, info(stream, publication, node), aad(key.epoch(), timeMs), key.baseKey(), random);
        KeyMessageWriter writer = new KeyMessageWriter()
                .u8(KeyMessages.SEALED_KEY)
                .text(stream)
                .text(publication)
                .i32(key.epoch())
                .text(node)
                .i64(timeMs)
                .bytes(sealed.encapsulatedKey())
                .bytes(sealed.ciphertext())
                .list(certificate.chainDer());
        byte[] signature = certificate.sign(KeyMessages.signedPart(writer.toBytes()));
        return writer.bytes(signature).toBytes();
    }

    /** Reads one; null where it is none. */
    static @Nullable SealedKey parse(byte[] message) {
        try {
            KeyMessageReader reader = new KeyMessageReader(message, KeyMessages.MESSAGE_BYTES_MAX);
            KeyMessageReader.require(reader.u8() == KeyMessages.SEALED_KEY);
            String stream = reader.text(KeyMessages.NAME_BYTES_MAX);
            String publication = reader.text(KeyMessages.NAME_BYTES_MAX);
            int epoch = reader.i32();
            KeyMessageReader.require(epoch >= 0);
            String node = reader.text(KeyMessages.NAME_BYTES_MAX);
            long timeMs = reader.i64();
            byte[] encapsulatedKey = reader.bytes(Hpke.ENCAPSULATED_KEY_BYTES);
            byte[] ciphertext = reader.bytes(CIPHERTEXT_BYTES);
            KeyMessageReader.require(ciphertext.length == CIPHERTEXT_BYTES);
            List<byte[]> chain = reader.list(KeyMessages.CHAIN_MAX, KeyMessages.CERTIFICATE_BYTES_MAX);
            byte[] signedPart = KeyMessages.signedPart(message, reader.position());
            byte[] signature = reader.bytes(KeyMessages.SIGNATURE_BYTES_MAX);
            reader.end();
            return new SealedKey(
                    stream,
                    publication,
                    epoch,
                    node,
                    timeMs,
                    encapsulatedKey,
                    ciphertext,
                    chain,
                    signature,
                    signedPart);
        } catch (KeyMessageReader.MalformedKeyMessageException e) {
            return null;
        }
    }

    /** The key, or null where it was sealed for another key pair. */
    @Nullable
    EpochKey open(HpkeKeyPair keys) {
        byte[] baseKey = keys.open(encapsulatedKey, info(stream, publication, node), aad(epoch, timeMs), ciphertext);
        return baseKey == null ? null : new EpochKey(epoch, baseKey);
    }

    private static byte[] info(String stream, String publication, String node) {
        return new KeyMessageWriter()
                .bytes(LABEL)
                .text(stream)
                .text(publication)
                .text(node)
                .toBytes();
    }

    private static byte[] aad(int epoch, long timeMs) {
        return new KeyMessageWriter().i32(epoch).i64(timeMs).toBytes();
    }
}
