package dev.treecast.server.demo;

/**
 * Cuts VP8 frames into RTP payloads (RFC 7741 section 4.2), each with this descriptor:
 *
 * <pre>
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |X|R|N|S|R| PID |  X = 1, S on the first payload of a frame, PID = 0: partitions are not told apart, as in libwebrtc
 * +-+-+-+-+-+-+-+-+
 * |I|L|T|K| RSV   |  I = 1: a picture id follows, nothing else
 * +-+-+-+-+-+-+-+-+
 * |M| PictureID   |  M = 1: 15 bits
 * +-+-+-+-+-+-+-+-+
 * |   PictureID   |
 * +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The pieces of a frame differ by at most one byte in length, which is what segmentation offload and loss repair like best.
 * One thread; no allocation per payload.
 */
final class Vp8Packetizer {
    /**
     * The longest payload, descriptor included: 1,100 bytes. With RTP header and extensions (up to 40), SRTP tag (16), UDP and IPv6
     * (48) that stays below the 1,280 bytes every IPv6 path carries, and leaves room for a relay's SFrame and RTX overhead.
     */
    static final int PAYLOAD_LENGTH_MAX = 1_100;

    private static final int DESCRIPTOR_LENGTH = 4;
    private static final int PIECE_LENGTH_MAX = PAYLOAD_LENGTH_MAX - DESCRIPTOR_LENGTH;
    private static final int PICTURE_ID_MASK = 0x7fff;

    private final byte[] payload = new byte[PAYLOAD_LENGTH_MAX];
    private int nextPictureId;

    /** @param firstPictureId of the first frame; only its lower 15 bits count (RFC 7741: may start at a random value) */
    Vp8Packetizer(int firstPictureId) {
        nextPictureId = firstPictureId & PICTURE_ID_MASK;
    }

    /** RFC 6386 section 9.1: the lowest bit of a frame's first byte is 0 in key frames. */
    static boolean isKeyFrame(byte[] bytes, int offset) {
        return (bytes[offset] & 1) == 0;
    }

    /** Sends one frame, at least one byte long, as one picture. */
    void packetize(byte[] frame, int offset, int length, int rtpTimestamp, RtpPayloadSink sink) {
        int pieces = (length + PIECE_LENGTH_MAX - 1) / PIECE_LENGTH_MAX;
        int shorter = length / pieces;
        int longerPieces = length % pieces;
        payload[1] = (byte) 0x80;
        payload[2] = (byte) (0x80 | nextPictureId >>> 8);
        payload[3] = (byte) nextPictureId;
        nextPictureId = nextPictureId + 1 & PICTURE_ID_MASK;
        int from = offset;
        for (int i = 0; i < pieces; i++) {
            int piece = i < longerPieces ? shorter + 1 : shorter;
            payload[0] = (byte) (i == 0 ? 0x90 : 0x80);
            System.arraycopy(frame, from, payload, DESCRIPTOR_LENGTH, piece);
            from += piece;
            sink.payload(MediaKind.VIDEO, payload, 0, DESCRIPTOR_LENGTH + piece, i == pieces - 1, rtpTimestamp);
        }
    }
}
