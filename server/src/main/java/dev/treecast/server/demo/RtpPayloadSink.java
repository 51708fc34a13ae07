package dev.treecast.server.demo;

/** Takes RTP payloads in the order they are to be sent. Must not call back into the source that feeds it. */
@FunctionalInterface
public interface RtpPayloadSink {

    /**
     * One RTP payload; sequence numbers, payload types and SSRCs are the taker's.
     *
     * @param kind which of the two RTP streams it belongs to
     * @param bytes valid until the call returns: the buffer is used again for the next payload
     * @param offset where the payload starts
     * @param length at most {@link Vp8Packetizer#PAYLOAD_LENGTH_MAX} for video
     * @param marker the RTP marker bit: last packet of a video frame; first audio packet of all
     * @param rtpTimestamp unsigned 32 bits; 90 kHz for video, 48 kHz for audio
     */
    void payload(MediaKind kind, byte[] bytes, int offset, int length, boolean marker, int rtpTimestamp);
}
