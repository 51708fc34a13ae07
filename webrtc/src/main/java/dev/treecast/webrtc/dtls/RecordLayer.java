package dev.treecast.webrtc.dtls;

import dev.treecast.webrtc.dtls.DtlsCloseReason.Kind;
import java.util.Arrays;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.HandshakeType;
import org.jspecify.annotations.Nullable;

/**
 * DTLS 1.2's record layer once the handshake is done (RFC 6347 section 4.1): application data, alerts, and the last flight again where the
 * peer shows that it was lost. BouncyCastle's would keep the whole handshake for that, 30 KiB a session.
 *
 * <p>Owned by one loop. Only records of epoch 1 count: nobody can forge those.
 */
final class RecordLayer {
    /** A record's number is 16 bits of epoch and 48 of this. */
    static final long SEQUENCE_NUMBER_MASK = (1L << 48) - 1;

    private static final int HEADER_BYTES = DatagramGuard.RECORD_HEADER_BYTES;
    private static final int DTLS_1_2 = 0xFEFD;
    private static final byte[] CHANGE_CIPHER_SPEC = {1};
    private static final byte[] CLOSE_NOTIFY = {(byte) AlertLevel.warning, (byte) AlertDescription.close_notify};

    private final RecordCipher cipher;
    /** Our Finished, where ours was the last flight: the server's. */
    private final byte @Nullable [] lastFinished;

    private long lastSentInEpoch0;

    /** @param lastSentInEpoch0 the sequence number of the handshake's last record in the clear */
    RecordLayer(RecordCipher cipher, DtlsRole role, long lastSentInEpoch0) {
        this.cipher = cipher;
        this.lastFinished = role == DtlsRole.SERVER ? cipher.handshakeMessageSent() : null;
        this.lastSentInEpoch0 = lastSentInEpoch0;
    }

    /**
     * Reads the records of a datagram; what is malformed, forged or repeated is dropped. The listener gets application data, and what is to be
     * sent.
     *
     * @return why the association has ended, or null while it goes on
     */
    @Nullable
    DtlsCloseReason receive(byte[] datagram, int offset, int length, DtlsListener listener) {
        int position = offset;
        int end = offset + length;
        while (end - position >= HEADER_BYTES) {
            int fragment = position + HEADER_BYTES;
            int fragmentLength = uint16(datagram, position + 11);
            if (fragmentLength > end - fragment) {
                return null;
            }
            int type = datagram[position];
            long number = ((long) uint16(datagram, position + 3) << 48)
                    | ((long) uint16(datagram, position + 5) << 32)
                    | ((long) uint16(datagram, position + 7) << 16)
                    | uint16(datagram, position + 9);
            if ((number >>> 48) == 1
                    && uint16(datagram, position + 1) == DTLS_1_2
                    && cipher.received().admits(number & SEQUENCE_NUMBER_MASK)) {
                byte[] text = cipher.open(number, type, DTLS_1_2, datagram, fragment, fragmentLength);
                DtlsCloseReason ended = text == null ? null : read(type, text, listener);
                if (ended != null) {
                    return ended;
                }
            }
            position = fragment + fragmentLength;
        }
        return null;
    }

    private @Nullable DtlsCloseReason read(int type, byte[] text, DtlsListener listener) {
        switch (type) {
            case ContentType.application_data -> {
                if (text.length > 0) {
                    listener.applicationData(text, 0, text.length);
                }
            }
            case ContentType.handshake -> {
                // The peer's Finished again: it has not seen ours (RFC 6347 section 4.2.4).
                if (lastFinished != null && text.length > 0 && text[0] == HandshakeType.finished) {
                    sendLastFlight(lastFinished, listener);
                }
            }
            case ContentType.alert -> {
                return text.length == 2 ? readAlert(text[0], (short) (text[1] & 0xFF), listener) : null;
            }
            default -> {} // ChangeCipherSpec has nothing to change any more; heartbeats were not negotiated
        }
        return null;
    }

    private @Nullable DtlsCloseReason readAlert(int level, short description, DtlsListener listener) {
        if (level == AlertLevel.fatal) {
            return new DtlsCloseReason(
                    Kind.CONNECTION_FAILED,
                    "the peer ended the DTLS association with " + AlertDescription.getText(description));
        }
        if (description == AlertDescription.close_notify) {
            sendCloseNotify(listener);
            return new DtlsCloseReason(Kind.PEER_CLOSED, "the peer closed the DTLS association");
        }
        return null;
    }

    private void sendLastFlight(byte[] finished, DtlsListener listener) {
        byte[] datagram = new byte[HEADER_BYTES + CHANGE_CIPHER_SPEC.length];
        datagram[HEADER_BYTES] = CHANGE_CIPHER_SPEC[0];
        writeHeader(datagram, ContentType.change_cipher_spec, ++lastSentInEpoch0);
        byte[] record = sealed(ContentType.handshake, finished, 0, finished.length);
        int length = datagram.length;
        datagram = Arrays.copyOf(datagram, length + record.length);
        System.arraycopy(record, 0, datagram, length, record.length);
        listener.send(datagram, 0, datagram.length);
    }

    void sendApplicationData(byte[] data, int offset, int length, DtlsListener listener) {
        send(ContentType.application_data, data, offset, length, listener);
    }

    void sendCloseNotify(DtlsListener listener) {
        send(ContentType.alert, CLOSE_NOTIFY, 0, CLOSE_NOTIFY.length, listener);
    }

    private void send(int type, byte[] text, int offset, int length, DtlsListener listener) {
        byte[] record = sealed(type, text, offset, length);
        listener.send(record, 0, record.length);
    }

    private byte[] sealed(int type, byte[] text, int offset, int length) {
        long number = (1L << 48) | (cipher.lastSent() + 1);
        byte[] record = cipher.seal(number, type, DTLS_1_2, HEADER_BYTES, text, offset, length);
        writeHeader(record, type, number);
        return record;
    }

    private static void writeHeader(byte[] record, int type, long number) {
        int length = record.length - HEADER_BYTES;
        record[0] = (byte) type;
        record[1] = (byte) (DTLS_1_2 >> 8);
        record[2] = (byte) DTLS_1_2;
        for (int i = 0; i < Long.BYTES; i++) {
            record[3 + i] = (byte) (number >>> (56 - 8 * i));
        }
        record[11] = (byte) (length >> 8);
        record[12] = (byte) length;
    }

    /** After the last call. */
    void wipe() {
        cipher.wipe();
    }

    private static int uint16(byte[] bytes, int offset) {
        return ((bytes[offset] & 0xFF) << 8) | (bytes[offset + 1] & 0xFF);
    }
}
