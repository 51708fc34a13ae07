package dev.treecast.tree.sframe;

import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import org.jspecify.annotations.Nullable;

/**
 * The ingest node's side: seals the packets of one publication. A sequence number is sealed once and only once, whatever the publisher sends and
 * however often keys change. Confined to the publisher's loop.
 */
public final class PacketSealer implements AutoCloseable {
    private final SrtpCiphers ciphers;
    private final @Nullable SFrameCipher[] tracks;
    private final SealedNumbers[] sealed;
    private final byte[] metadata = new byte[PacketMetadata.BYTES_MAX];
    private EpochKey key;
    private long refused;

    /** @param tracks how many tracks the publication has, {@link EpochKey#TRACKS_MAX} at most */
    public PacketSealer(SrtpCiphers ciphers, int tracks, EpochKey key) {
        if (tracks > EpochKey.TRACKS_MAX) {
            throw new IllegalArgumentException(tracks + " tracks");
        }
        this.ciphers = ciphers;
        this.tracks = new @Nullable SFrameCipher[tracks];
        this.sealed = new SealedNumbers[tracks];
        for (int i = 0; i < tracks; i++) {
            sealed[i] = new SealedNumbers();
        }
        this.key = key;
    }

    /** Seals with this key from now on. The same key again changes nothing; an older one is a mistake. */
    public void use(EpochKey next) {
        if (next.epoch() == key.epoch()) {
            return;
        }
        if (next.epoch() < key.epoch()) {
            throw new IllegalArgumentException("epoch " + next.epoch() + " after " + key.epoch());
        }
        close();
        key = next;
    }

    /**
     * The packet with its payload sealed, everything else as it was.
     *
     * @return null, counted in {@link #refused}, where its number was sealed before or is too old for that to be known, or its capture time is none
     */
    public @Nullable MediaPacket seal(MediaPacket packet) {
        int track = packet.track();
        if (!PacketMetadata.fits(packet) || !sealed[track].take(packet.sequence())) {
            refused++;
            return null;
        }
        SFrameCipher cipher = cipher(track);
        byte[] text = packet.payload();
        byte[] payload = new byte[cipher.encryptedLength(packet.sequence(), text.length)];
        int metadataLength = PacketMetadata.write(packet, metadata);
        cipher.encrypt(packet.sequence(), metadata, metadataLength, text, 0, text.length, payload, 0);
        return packet.withPayload(payload);
    }

    private SFrameCipher cipher(int track) {
        SFrameCipher cipher = tracks[track];
        if (cipher == null) {
            cipher = SFrameCipher.encrypting(ciphers, key.baseKey(), key.keyId(track));
            tracks[track] = cipher;
        }
        return cipher;
    }

    /** Packets that were not sealed; see {@link #seal}. */
    public long refused() {
        return refused;
    }

    @Override
    public void close() {
        for (int i = 0; i < tracks.length; i++) {
            SFrameCipher cipher = tracks[i];
            if (cipher != null) {
                cipher.close();
                tracks[i] = null;
            }
        }
    }
}
