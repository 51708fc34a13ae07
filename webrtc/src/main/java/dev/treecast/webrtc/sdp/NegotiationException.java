package dev.treecast.webrtc.sdp;

/** An offer that cannot be answered, or an answer that does not fit its offer. The message is a sentence a person can act on. */
public final class NegotiationException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of refusal it is; the title of a problem document. */
    public enum Reason {
        /** Something a session needs is missing or contradicts itself. */
        UNUSABLE_DESCRIPTION("This session description cannot be used"),
        /** There is nothing to publish or watch in it. */
        NO_MEDIA("No media"),
        /** Both ends understand each other but have no codec in common. */
        NO_CODEC("No codec in common");

        private final String title;

        Reason(String title) {
            this.title = title;
        }

        /** The same for every occurrence. */
        public String title() {
            return title;
        }
    }

    private final Reason reason;

    NegotiationException(Reason reason, String sentence) {
        super(sentence, null, false, false);
        this.reason = reason;
    }

    static NegotiationException unusable(String sentence) {
        return new NegotiationException(Reason.UNUSABLE_DESCRIPTION, sentence);
    }

    static NegotiationException noMedia(String sentence) {
        return new NegotiationException(Reason.NO_MEDIA, sentence);
    }

    static NegotiationException noCodec(String sentence) {
        return new NegotiationException(Reason.NO_CODEC, sentence);
    }

    public Reason reason() {
        return reason;
    }
}
