package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The RTCP feedback that one payload type uses.
 *
 * @param nack generic NACK (RFC 4585 section 6.2.1)
 * @param pictureLoss PLI (RFC 4585 section 6.3.1)
 * @param fullIntra FIR (RFC 5104 section 4.3.1)
 * @param receiverEstimate REMB (draft-alvestrand-rmcat-remb)
 * @param transportWide transport-wide congestion control (draft-holmer-rmcat-transport-wide-cc-extensions)
 * @param referenceTime a receiver's reference time is answered, so that it knows the round trip (RFC 3611 section 4.4; libwebrtc writes it
 *     as feedback, though it is none)
 */
public record Feedback(
        boolean nack,
        boolean pictureLoss,
        boolean fullIntra,
        boolean receiverEstimate,
        boolean transportWide,
        boolean referenceTime) {

    /** One without reference times. */
    public Feedback(
            boolean nack, boolean pictureLoss, boolean fullIntra, boolean receiverEstimate, boolean transportWide) {
        this(nack, pictureLoss, fullIntra, receiverEstimate, transportWide, false);
    }

    private static final String NACK = "nack";
    private static final String NACK_PLI = "nack pli";
    private static final String CCM_FIR = "ccm fir";
    private static final String GOOG_REMB = "goog-remb";
    private static final String TRANSPORT_CC = "transport-cc";
    private static final String RRTR = "rrtr";

    /** All that we understand of what we receive. */
    public static Feedback video() {
        return new Feedback(true, true, true, true, true);
    }

    /** The same for sound. */
    public static Feedback audio() {
        return new Feedback(true, false, false, true, true);
    }

    static Feedback of(Set<String> lines) {
        return new Feedback(
                lines.contains(NACK),
                lines.contains(NACK_PLI),
                lines.contains(CCM_FIR),
                lines.contains(GOOG_REMB),
                lines.contains(TRANSPORT_CC),
                lines.contains(RRTR));
    }

    /** What both ends have. */
    Feedback and(Feedback other) {
        return new Feedback(
                nack && other.nack,
                pictureLoss && other.pictureLoss,
                fullIntra && other.fullIntra,
                receiverEstimate && other.receiverEstimate,
                transportWide && other.transportWide,
                referenceTime && other.referenceTime);
    }

    /** What we understand of what we send: receivers' reference times as well. */
    Feedback sent() {
        return new Feedback(nack, pictureLoss, fullIntra, receiverEstimate, transportWide, true);
    }

    Feedback withoutNack() {
        return new Feedback(false, pictureLoss, fullIntra, receiverEstimate, transportWide, referenceTime);
    }

    Feedback withoutTransportWide() {
        return new Feedback(nack, pictureLoss, fullIntra, receiverEstimate, false, referenceTime);
    }

    List<Attribute> lines(int payloadType) {
        List<Attribute> lines = new ArrayList<>();
        add(lines, payloadType, receiverEstimate, GOOG_REMB);
        add(lines, payloadType, transportWide, TRANSPORT_CC);
        add(lines, payloadType, fullIntra, CCM_FIR);
        add(lines, payloadType, nack, NACK);
        add(lines, payloadType, pictureLoss, NACK_PLI);
        add(lines, payloadType, referenceTime, RRTR);
        return lines;
    }

    private static void add(List<Attribute> lines, int payloadType, boolean wanted, String feedback) {
        if (wanted) {
            lines.add(new RtcpFeedback(payloadType, feedback));
        }
    }
}
