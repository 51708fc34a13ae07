package dev.treecast.webrtc.rtcp;

/**
 * Puts RTCP packets one behind the other into one array
 * (<a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.1">RFC 3550 section 6.1</a>). What goes first is the caller's
 * business: SR or RR and then SDES in a full compound, anything in a reduced-size one (RFC 5506). Reusable.
 *
 * <p>A packet that does not fit is left out whole and the method answers false.
 */
public final class CompoundWriter {
    private byte[] out = new byte[0];
    private int start;
    private int position;
    private int limit;

    /**
     * Starts a datagram.
     *
     * @param limit the index it must end at or before; leave room behind it for the SRTCP index and tag
     */
    public CompoundWriter start(byte[] out, int off, int limit) {
        if (off < 0 || limit < off || limit > out.length) {
            throw new IndexOutOfBoundsException("off " + off + ", limit " + limit + " in " + out.length + " bytes");
        }
        this.out = out;
        this.start = off;
        this.position = off;
        this.limit = limit;
        return this;
    }

    public boolean append(RtcpPacket packet) {
        if (packet.length() > limit - position) {
            return false;
        }
        position += packet.write(out, position);
        return true;
    }

    /** See {@link Nack#write}. */
    public boolean appendNack(int senderSsrc, int mediaSsrc, int[] sequenceNumbers, int count) {
        return advance(Nack.write(out, position, limit, senderSsrc, mediaSsrc, sequenceNumbers, count));
    }

    /** PLI without an object for it. */
    public boolean appendPictureLossIndication(int senderSsrc, int mediaSsrc) {
        if (PictureLossIndication.LENGTH > limit - position) {
            return false;
        }
        return advance(PictureLossIndication.write(out, position, senderSsrc, mediaSsrc));
    }

    /** Where the next packet would begin: for packets that are written straight into {@link #buffer()}. */
    public int position() {
        return position;
    }

    public byte[] buffer() {
        return out;
    }

    public int limit() {
        return limit;
    }

    /**
     * Counts in what was written at {@link #position()}.
     *
     * @param bytes its length, 0 or less when nothing was
     */
    public boolean advance(int bytes) {
        if (bytes <= 0) {
            return false;
        }
        if (bytes > limit - position) {
            throw new IllegalStateException(bytes + " bytes were written where " + (limit - position) + " fit");
        }
        position += bytes;
        return true;
    }

    /** Bytes of the datagram so far. */
    public int length() {
        return position - start;
    }
}
