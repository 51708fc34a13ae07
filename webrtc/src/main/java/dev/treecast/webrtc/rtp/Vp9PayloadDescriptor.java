package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * The VP9 payload descriptor where it lies (<a href="https://www.rfc-editor.org/rfc/rfc9628#section-4.2">RFC 9628 section
 * 4.2</a>). A reusable flyweight whose setters patch in place and never change a length.
 *
 * <pre>
 *      |I|P|L|F|B|E|V|Z|
 * I:   |M| PICTURE ID  |  and eight bits more if M
 * L:   |TID  |U| SID |D|
 *      |   TL0PICIDX   |  if not F
 * P,F: | P_DIFF      |N|  up to three times
 * V:   | SS ...        |
 * </pre>
 */
public final class Vp9PayloadDescriptor {
    private static final int REFERENCES_MAX = 3;

    private byte[] buffer = new byte[1];
    private int offset;
    private int length;
    private int pictureIdOffset;
    private int layerOffset;
    private int tl0PicIdxOffset;

    /** Takes an RTP payload; false when the descriptor does not fit into it or nothing comes after it. */
    public boolean wrap(byte[] b, int off, int len) {
        if (len < 2) {
            return false;
        }
        int end = off + len;
        int first = b[off];
        int at = off + 1;
        pictureIdOffset = -1;
        layerOffset = -1;
        tl0PicIdxOffset = -1;
        boolean flexible = (first & 0x10) != 0;
        if ((first & 0x80) != 0) {
            pictureIdOffset = at;
            at += b[at] < 0 ? 2 : 1;
        }
        if ((first & 0x20) != 0) {
            layerOffset = at++;
            if (!flexible) {
                tl0PicIdxOffset = at++;
            }
        }
        if (flexible && (first & 0x40) != 0) {
            at = skipReferences(b, at, end);
        }
        if ((first & 0x02) != 0) {
            at = skipScalabilityStructure(b, at, end);
        }
        if (at >= end) {
            return false;
        }
        buffer = b;
        offset = off;
        length = at - off;
        return true;
    }

    /** The index behind the reference indices, {@code end} where they do not fit. */
    private static int skipReferences(byte[] b, int off, int end) {
        int at = off;
        for (int i = 0; i < REFERENCES_MAX; i++) {
            if (at >= end) {
                return end;
            }
            if ((b[at++] & 0x01) == 0) {
                return at;
            }
        }
        // A fourth reference is announced where only three may be.
        return end;
    }

    /** The index behind the scalability structure (RFC 9628 section 4.2.1), {@code end} where it does not fit. */
    private static int skipScalabilityStructure(byte[] b, int off, int end) {
        if (off >= end) {
            return end;
        }
        int at = off;
        int first = b[at++];
        if ((first & 0x10) != 0) {
            at += 4 * ((first >>> 5 & 0x07) + 1);
        }
        if ((first & 0x08) != 0) {
            if (at >= end) {
                return end;
            }
            int pictures = b[at++] & 0xff;
            for (int i = 0; i < pictures; i++) {
                if (at >= end) {
                    return end;
                }
                at += 1 + (b[at] >>> 2 & 0x03);
            }
        }
        return at;
    }

    /** Bytes of the descriptor; the VP9 payload follows. */
    public int length() {
        return length;
    }

    /** B: the packet begins a layer frame. */
    public boolean startsFrame() {
        return (buffer[offset] & 0x08) != 0;
    }

    /** E: the packet ends a layer frame. */
    public boolean endsFrame() {
        return (buffer[offset] & 0x04) != 0;
    }

    /** P: the picture refers to earlier ones. */
    public boolean interPredicted() {
        return (buffer[offset] & 0x40) != 0;
    }

    /** Begins the lowest spatial layer of a picture that refers to no earlier one. */
    public boolean startsKeyframe() {
        return startsFrame() && !interPredicted() && spatialLayer() <= 0;
    }

    /** TID, 0 to 7; −1 without layer indices. */
    public int temporalLayer() {
        return layerOffset < 0 ? -1 : buffer[layerOffset] >>> 5 & 0x07;
    }

    /** U: from here on higher temporal layers can be taken up. */
    public boolean switchingUpPoint() {
        return layerOffset >= 0 && (buffer[layerOffset] & 0x10) != 0;
    }

    /** SID, 0 to 7; −1 without layer indices. */
    public int spatialLayer() {
        return layerOffset < 0 ? -1 : buffer[layerOffset] >>> 1 & 0x07;
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

    /** 0 to 255; −1 without layer indices and in flexible mode. */
    public int tl0PicIdx() {
        return tl0PicIdxOffset < 0 ? -1 : buffer[tl0PicIdxOffset] & 0xff;
    }

    /** Takes the low 8 bits; does nothing where there is none. */
    public void setTl0PicIdx(int tl0PicIdx) {
        if (tl0PicIdxOffset >= 0) {
            buffer[tl0PicIdxOffset] = (byte) tl0PicIdx;
        }
    }
}
