package dev.treecast.webrtc.dtls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;
import org.bouncycastle.tls.crypto.impl.TlsImplUtils;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens the records of epoch 1 (RFC 6347 section 4.1.2.1): for BouncyCastle while the handshake ends, for {@link RecordLayer} after that,
 * which finds the numbers of the records so far here. Every record that does not open is dropped (section 4.1.2.7), and so is one that
 * {@link DatagramGuard} would not let pass in the clear.
 */
final class RecordCipher implements TlsCipher {
    /** The record's number, type, version and length (RFC 5246 section 6.2.3.3). */
    private static final int ADDITIONAL_DATA_BYTES = 13;

    private final RecordAead aead;
    private final byte[] writeKey;
    private final byte[] readKey;
    private final byte[] writeNonce;
    private final byte[] readNonce;

    private final ReplayWindow received = new ReplayWindow();
    private long lastSent = -1;
    private byte @Nullable [] handshakeMessageSent;

    private RecordCipher(RecordAead aead, byte[] writeKey, byte[] readKey, byte[] writeNonce, byte[] readNonce) {
        this.aead = aead;
        this.writeKey = writeKey;
        this.readKey = readKey;
        this.writeNonce = writeNonce;
        this.readNonce = readNonce;
    }

    /** From the key block of a handshake (RFC 5246 section 6.3): the client's key, the server's, the client's nonce, the server's. */
    static RecordCipher of(RecordAead aead, TlsCryptoParameters parameters) {
        int keys = 2 * aead.keyBytes;
        byte[] block = TlsImplUtils.calculateKeyBlock(parameters, keys + 2 * aead.implicitNonceBytes);
        byte[] clientKey = Arrays.copyOfRange(block, 0, aead.keyBytes);
        byte[] serverKey = Arrays.copyOfRange(block, aead.keyBytes, keys);
        byte[] clientNonce = Arrays.copyOfRange(block, keys, keys + aead.implicitNonceBytes);
        byte[] serverNonce = Arrays.copyOfRange(block, keys + aead.implicitNonceBytes, block.length);
        Arrays.fill(block, (byte) 0);
        return parameters.isServer()
                ? new RecordCipher(aead, serverKey, clientKey, serverNonce, clientNonce)
                : new RecordCipher(aead, clientKey, serverKey, clientNonce, serverNonce);
    }

    /**
     * The plaintext of a record, or null where it is not authentic or too short.
     *
     * @param number epoch (16 bits) and sequence number (48)
     */
    byte @Nullable [] open(long number, int type, int version, byte[] record, int offset, int length) {
        int textLength = length - aead.overheadBytes();
        if (textLength < 0) {
            return null;
        }
        long explicit = number;
        if (aead.explicitNonceBytes > 0) {
            explicit = 0;
            for (int i = 0; i < aead.explicitNonceBytes; i++) {
                explicit = (explicit << 8) | (record[offset + i] & 0xFF);
            }
        }
        byte[] text = new byte[textLength];
        try {
            aead.transform(
                    Cipher.DECRYPT_MODE,
                    readKey,
                    aead.nonce(readNonce, explicit),
                    additionalData(number, type, version, textLength),
                    record,
                    offset + aead.explicitNonceBytes,
                    length - aead.explicitNonceBytes,
                    text,
                    0);
        } catch (GeneralSecurityException notAuthentic) {
            return null;
        }
        if (type == ContentType.handshake && !DatagramGuard.messagesAreBounded(text, 0, textLength)) {
            return null;
        }
        received.add(number & RecordLayer.SEQUENCE_NUMBER_MASK);
        return text;
    }

    /** A record with room for its header in front. */
    byte[] seal(long number, int type, int version, int headerLength, byte[] text, int offset, int length) {
        byte[] record = new byte[headerLength + aead.overheadBytes() + length];
        for (int i = 0; i < aead.explicitNonceBytes; i++) {
            record[headerLength + i] = (byte) (number >>> (56 - 8 * i));
        }
        try {
            aead.transform(
                    Cipher.ENCRYPT_MODE,
                    writeKey,
                    aead.nonce(writeNonce, number),
                    additionalData(number, type, version, length),
                    text,
                    offset,
                    length,
                    record,
                    headerLength + aead.explicitNonceBytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a DTLS record could not be sealed", e);
        }
        lastSent = number & RecordLayer.SEQUENCE_NUMBER_MASK;
        return record;
    }

    private static byte[] additionalData(long number, int type, int version, int length) {
        byte[] data = new byte[ADDITIONAL_DATA_BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            data[i] = (byte) (number >>> (56 - 8 * i));
        }
        data[8] = (byte) type;
        data[9] = (byte) (version >> 8);
        data[10] = (byte) version;
        data[11] = (byte) (length >> 8);
        data[12] = (byte) length;
        return data;
    }

    /** The sequence number of the last record of epoch 1, -1 before the first. */
    long lastSent() {
        return lastSent;
    }

    /** The sequence numbers of epoch 1 that have come. */
    ReplayWindow received() {
        return received;
    }

    /** Our Finished, the one handshake message that is encrypted. */
    byte @Nullable [] handshakeMessageSent() {
        return handshakeMessageSent;
    }

    void wipe() {
        Arrays.fill(writeKey, (byte) 0);
        Arrays.fill(readKey, (byte) 0);
    }

    // For BouncyCastle.

    @Override
    public TlsDecodeResult decodeCiphertext(
            long sequenceNumber,
            short recordType,
            ProtocolVersion recordVersion,
            byte[] ciphertext,
            int offset,
            int length)
            throws IOException {
        byte[] text = open(sequenceNumber, recordType, recordVersion.getFullVersion(), ciphertext, offset, length);
        if (text == null) {
            throw new TlsFatalAlert(AlertDescription.bad_record_mac); // which BouncyCastle drops in silence
        }
        return new TlsDecodeResult(text, 0, text.length, recordType);
    }

    @Override
    public TlsEncodeResult encodePlaintext(
            long sequenceNumber,
            short contentType,
            ProtocolVersion recordVersion,
            int headerAllocation,
            byte[] plaintext,
            int offset,
            int length) {
        if (contentType == ContentType.handshake) {
            handshakeMessageSent = Arrays.copyOfRange(plaintext, offset, offset + length);
        }
        byte[] record = seal(
                sequenceNumber,
                contentType,
                recordVersion.getFullVersion(),
                headerAllocation,
                plaintext,
                offset,
                length);
        return new TlsEncodeResult(record, 0, record.length, contentType);
    }

    @Override
    public int getCiphertextDecodeLimit(int plaintextLimit) {
        return plaintextLimit + aead.overheadBytes();
    }

    @Override
    public int getCiphertextEncodeLimit(int plaintextLimit) {
        return plaintextLimit + aead.overheadBytes();
    }

    @Override
    public int getPlaintextDecodeLimit(int ciphertextLimit) {
        return ciphertextLimit - aead.overheadBytes();
    }

    @Override
    public int getPlaintextEncodeLimit(int ciphertextLimit) {
        return ciphertextLimit - aead.overheadBytes();
    }

    @Override
    public void rekeyDecoder() {
        throw new UnsupportedOperationException("DTLS 1.2 changes keys with epochs");
    }

    @Override
    public void rekeyEncoder() {
        throw new UnsupportedOperationException("DTLS 1.2 changes keys with epochs");
    }

    @Override
    public boolean usesOpaqueRecordTypeDecode() {
        return false;
    }

    @Override
    public boolean usesOpaqueRecordTypeEncode() {
        return false;
    }
}
