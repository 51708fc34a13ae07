package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * The VP8 payload descriptor where it lies (<a href="https://www.rfc-editor.org/rfc/rfc7741#section-4.2">RFC 7741 section
 * 4.2</a>). A reusable flyweight whose setters patch in place and never change a length.
 *
 * <pre>
 *      |X|R|N|S|R| PID |
 * X:   |I|L|T|K| RSV   |
 * I:   |M| PictureID   |  and eight bits more if M
 * L:   |   TL0PICIDX   |
 * T/K: |TID|Y| KEYIDX  |
 * </pre>
 */
public final class Vp8PayloadDescriptor {
    private byte[] buffer = new byte[1];
    private int offset;
    private int length;
    private int pictureIdOffset;
    private int tl0PicIdxOffset;
    private int layerOffset;
    private boolean hasTemporalLayer;
    private boolean hasKeyIndex;

    /** Takes an RTP payload; false when the descriptor does not fit into it or nothing comes after it. */
    public boolean wrap(byte[] b, int off, int len) {
        int end = off + len;
        int at = off + 1;
        pictureIdOffset = -1;
        tl0PicIdxOffset = -1;
        layerOffset = -1;
        hasTemporalLayer = false;
        hasKeyIndex = false;
        if (len < 2) {
            return false;
        }
        if ((b[off] & 0x80) != 0) {
            int extension = b[at++];
            if ((extension & 0x80) != 0) {
                if (at >= end) {
                    return false;
                }
                pictureIdOffset = at;
                at += b[at] < 0 ? 2 : 1;
            }
            if ((extension & 0x40) != 0) {
                tl0PicIdxOffset = at++;
            }
            hasTemporalLayer = (extension & 0x20) != 0;
            hasKeyIndex = (extension & 0x10) != 0;
            if (hasTemporalLayer || hasKeyIndex) {
                layerOffset = at++;
            }
        }
        if (at >= end) {
            return false;
        }
        buffer = b;
        offset = off;
        length = at - off;
        return true;
    }

    /** Bytes of the descriptor; the VP8 payload follows. */
    public int length() {
        return length;
    }

    /** S with PID 0: the packet begins a frame. */
    public boolean startsFrame() {
        return (buffer[offset] & 0x17) == 0x10;
    }

    /** N: no other frame refers to this one, so it can be dropped. */
    public boolean nonReference() {
        return (buffer[offset] & 0x20) != 0;
    }

    /** Begins a frame whose payload header says keyframe (RFC 7741 section 4.3: P is 0). */
    public boolean startsKeyframe() {
        return startsFrame() && (buffer[offset + length] & 0x01) == 0;
    }

    public boolean hasPictureId() {
        return pictureIdOffset >= 0;
    }

    /** The largest picture id that fits: 0x7f or 0x7fff, also the mask of its arithmetic; 0 without one. */
    public int pictureIdMask() {
        if (pictureIdOffset < 0) {
            return 0;
        }
        return buffer[pictureIdOffset] < 0 ? 0x7fff : 0x7f;
    }

    /** −1 without one. */
    public int pictureId() {
        if (pictureIdOffset < 0) {
            return -1;
        }
        return buffer[pictureIdOffset] < 0
                ? NetworkOrder.unsigned16(buffer, pictureIdOffset) & 0x7fff
                : buffer[pictureIdOffset];
    }

    /** Takes as many low bits as the packet has room for; does nothing where there is no picture id. */
    public void setPictureId(int pictureId) {
        if (pictureIdOffset < 0) {
            return;
        }
        if (buffer[pictureIdOffset] < 0) {
            NetworkOrder.put16(buffer, pictureIdOffset, 0x8000 | pictureId);
        } else {
            buffer[pictureIdOffset] = (byte) (pictureId & 0x7f);
        }
    }

    /** 0 to 255, −1 without one. */
    public int tl0PicIdx() {
        return tl0PicIdxOffset < 0 ? -1 : buffer[tl0PicIdxOffset] & 0xff;
    }

    /** Takes the low 8 bits; does nothing where there is none. */
    public void setTl0PicIdx(int tl0PicIdx) {
        if (tl0PicIdxOffset >= 0) {
            buffer[tl0PicIdxOffset] = (byte) tl0PicIdx;
        }
    }

    /** TID, 0 to 3; −1 without one. */
    public int temporalLayer() {
        return hasTemporalLayer ? buffer[layerOffset] >>> 6 & 0x03 : -1;
    }

    /** Y: the frame depends on the base layer alone. Means something only with a temporal layer. */
    public boolean layerSync() {
        return hasTemporalLayer && (buffer[layerOffset] & 0x20) != 0;
    }

    /** KEYIDX, 0 to 31, −1 without one. */
    public int keyIndex() {
        return hasKeyIndex ? buffer[layerOffset] & 0x1f : -1;
    }

    /** Takes the low 5 bits; does nothing where there is none. */
    public void setKeyIndex(int keyIndex) {
        if (hasKeyIndex) {
            buffer[layerOffset] = (byte) ((buffer[layerOffset] & 0xe0) | (keyIndex & 0x1f));
        }
    }
}
