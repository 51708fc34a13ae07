package dev.treecast.webrtc.sdp;

/** A text that is no SDP, or exceeds {@link SdpLimits}. The message is a sentence that names the line. */
public final class SdpParseException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int lineNumber;

    /**
     * @param lineNumber from 1; 0 where the text as a whole is meant
     * @param sentence what is wrong, without the line number and the full stop
     */
    SdpParseException(int lineNumber, String sentence) {
        super(
                lineNumber > 0
                        ? "Line " + lineNumber + " of this SDP: " + sentence + "."
                        : "This SDP: " + sentence + ".",
                null,
                false,
                false);
        this.lineNumber = lineNumber;
    }

    /** From 1; 0 where the text as a whole is meant. */
    public int lineNumber() {
        return lineNumber;
    }
}
