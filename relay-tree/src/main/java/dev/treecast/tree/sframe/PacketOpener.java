package dev.treecast.tree.sframe;

import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An edge's side: opens the packets of one publication. What does not open is counted and dropped.
 *
 * <p>An authentic packet opens as often as it comes: a replay carries its old sequence number, authenticated, and whoever keeps packets by number (the
 * edge's {@link dev.treecast.tree.RetransmissionRing}) drops what it has and what is older than it is long.
 *
 * <p>Confined to one thread.
 */
public final class PacketOpener implements AutoCloseable {
    private final SrtpCiphers ciphers;
    private final int tracks;
    private final Map<Integer, Epoch> epochs = new HashMap<>();
    private final SFrameHeader header = new SFrameHeader();
    private final byte[] metadata = new byte[PacketMetadata.BYTES_MAX];
    private @Nullable Epoch latest;
    private int newestOpened = -1;
    private long unknownKey;
    private long notAuthentic;

    /** @param tracks how many tracks are let through, {@link EpochKey#TRACKS_MAX} at most; each costs a cipher an epoch */
    public PacketOpener(SrtpCiphers ciphers, int tracks) {
        if (tracks > EpochKey.TRACKS_MAX) {
            throw new IllegalArgumentException(tracks + " tracks");
        }
        this.ciphers = ciphers;
        this.tracks = tracks;
    }

    /** Opens with this key, too. The caller bounds how many there are. */
    public void add(EpochKey key) {
        epochs.putIfAbsent(key.epoch(), new Epoch(key, new @Nullable SFrameCipher[tracks]));
    }

    /** Forgets the keys of epochs before this one. */
    public void forgetBefore(int epoch) {
        for (Iterator<Epoch> each = epochs.values().iterator(); each.hasNext(); ) {
            Epoch one = each.next();
            if (one.key.epoch() < epoch) {
                one.close();
                each.remove();
            }
        }
        latest = null;
    }

    /**
     * The packet with its payload in plain text, everything else as it was.
     *
     * @return null, counted, where no key is known for it or it is not what the ingest node sealed
     */
    public @Nullable MediaPacket open(MediaPacket sealed) {
        byte[] payload = sealed.payload();
        if (!header.parse(payload, 0, payload.length)
                || payload.length < header.length() + SFrameCipher.TAG_BYTES
                || header.counter() != sealed.sequence()
                || EpochKey.trackOf(header.keyId()) != sealed.track()
                || sealed.track() >= tracks
                || !PacketMetadata.fits(sealed)) {
            notAuthentic++;
            return null;
        }
        SFrameCipher cipher = cipher(EpochKey.epochOf(header.keyId()), sealed.track());
        if (cipher == null) {
            unknownKey++;
            return null;
        }
        int metadataLength = PacketMetadata.write(sealed, metadata);
        byte[] text = new byte[payload.length - header.length() - SFrameCipher.TAG_BYTES];
        if (cipher.decrypt(header, metadata, metadataLength, payload, 0, payload.length, text, 0)
                == SFrameCipher.NOT_AUTHENTIC) {
            notAuthentic++;
            return null;
        }
        newestOpened = Math.max(newestOpened, EpochKey.epochOf(header.keyId()));
        return sealed.withPayload(text);
    }

    private @Nullable SFrameCipher cipher(int number, int track) {
        Epoch epoch = latest;
        if (epoch == null || epoch.key.epoch() != number) {
            epoch = epochs.get(number);
            if (epoch == null) {
                return null;
            }
            latest = epoch;
        }
        SFrameCipher cipher = epoch.ciphers[track];
        if (cipher == null) {
            cipher = SFrameCipher.decrypting(ciphers, epoch.key.baseKey(), epoch.key.keyId(track));
            epoch.ciphers[track] = cipher;
        }
        return cipher;
    }

    /** The newest epoch that an authentic packet came in; −1 before the first. */
    public int newestOpened() {
        return newestOpened;
    }

    /** Packets of epochs whose key is not here: not yet, not any more, or never. */
    public long unknownKey() {
        return unknownKey;
    }

    /** Packets that somebody altered, made up or cut off. */
    public long notAuthentic() {
        return notAuthentic;
    }

    @Override
    public void close() {
        forgetBefore(Integer.MAX_VALUE);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Epoch(EpochKey key, @Nullable SFrameCipher[] ciphers) {
        void close() {
            for (SFrameCipher cipher : ciphers) {
                if (cipher != null) {
                    cipher.close();
                }
            }
        }
    }
}
