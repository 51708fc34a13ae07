package dev.treecast.edge;

import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.Vp8PayloadDescriptor;
import dev.treecast.webrtc.rtp.Vp9PayloadDescriptor;

/**
 * Lets picture ids and TL0PICIDX of VP8 (RFC 7741) and VP9 (RFC 9628) go on where the last publication, or another layer, left them: decoders take a
 * jump for a loss. Other codecs have none; their payloads pass untouched, as do those of a first publication without layers.
 */
final class PictureIds {
    private final Codec codec;
    private final Vp8PayloadDescriptor vp8 = new Vp8PayloadDescriptor();
    private final Vp9PayloadDescriptor vp9 = new Vp9PayloadDescriptor();

    private int newestPictureId = -1;
    private int newestTl0PicIdx = -1;

    PictureIds(Codec codec) {
        this.codec = codec;
    }

    /** What makes the picture id of a frame that starts with this payload follow on; 0 where there is none, or was none before. */
    int pictureIdOffset(byte[] payload) {
        return wrap(payload) && newestPictureId >= 0 && pictureId() >= 0 ? newestPictureId + 1 - pictureId() : 0;
    }

    /** The same for TL0PICIDX. */
    int tl0PicIdxOffset(byte[] payload) {
        return wrap(payload) && newestTl0PicIdx >= 0 && tl0PicIdx() >= 0 ? newestTl0PicIdx + 1 - tl0PicIdx() : 0;
    }

    /** The payload with its ids moved: the same array when nothing has to change, a copy otherwise. */
    byte[] map(byte[] payload, int pictureIdOffset, int tl0PicIdxOffset) {
        if (!wrap(payload)) {
            return payload;
        }
        byte[] mapped = payload;
        if (pictureIdOffset != 0 || tl0PicIdxOffset != 0) {
            mapped = payload.clone();
            wrap(mapped);
            if (pictureId() >= 0) {
                setPictureId(pictureId() + pictureIdOffset & mask());
            }
            if (tl0PicIdx() >= 0) {
                setTl0PicIdx(tl0PicIdx() + tl0PicIdxOffset & 0xff);
            }
        }
        remember();
        return mapped;
    }

    /** Ids of reordered packets are behind the newest; ahead is less than half the range away. */
    private void remember() {
        int id = pictureId();
        if (id >= 0 && (newestPictureId < 0 || (id - newestPictureId & mask()) <= mask() / 2)) {
            newestPictureId = id;
        }
        int tl0 = tl0PicIdx();
        if (tl0 >= 0 && (newestTl0PicIdx < 0 || (tl0 - newestTl0PicIdx & 0xff) < 128)) {
            newestTl0PicIdx = tl0;
        }
    }

    private boolean wrap(byte[] payload) {
        return codec == Codec.VP8
                ? vp8.wrap(payload, 0, payload.length)
                : codec == Codec.VP9 && vp9.wrap(payload, 0, payload.length);
    }

    private int pictureId() {
        return codec == Codec.VP8
                ? (vp8.hasPictureId() ? vp8.pictureId() : -1)
                : (vp9.hasPictureId() ? vp9.pictureId() : -1);
    }

    private int mask() {
        return codec == Codec.VP8 ? vp8.pictureIdMask() : vp9.pictureIdMask();
    }

    private void setPictureId(int pictureId) {
        if (codec == Codec.VP8) {
            vp8.setPictureId(pictureId);
        } else {
            vp9.setPictureId(pictureId);
        }
    }

    private int tl0PicIdx() {
        return codec == Codec.VP8 ? vp8.tl0PicIdx() : vp9.tl0PicIdx();
    }

    private void setTl0PicIdx(int tl0PicIdx) {
        if (codec == Codec.VP8) {
            vp8.setTl0PicIdx(tl0PicIdx);
        } else {
            vp9.setTl0PicIdx(tl0PicIdx);
        }
    }
}
