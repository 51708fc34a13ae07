package dev.treecast.webrtc.ice;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

/**
 * What bounds an ICE agent. Times are nanoseconds.
 *
 * @param establishTimeoutNs a session without its first valid check after this time is given up. 15 s: a browser that
 *     can reach us does so in well under one, one behind a slow VPN in a few; more would only let abandoned
 *     signalling hold sessions
 * @param consentTimeoutNs silence after which the peer no longer wants what we send. 30 s: RFC 7675 section 5.1
 * @param consentIntervalNs mean time between our own consent checks, spread by ±20 %. 5 s: RFC 7675 section 5.1
 * @param selectedSilenceNs how long the selected address has to be without a valid check until a check from another
 *     one moves the session there even without USE-CANDIDATE. 7 s: Firefox leaves USE-CANDIDATE out of its consent
 *     checks, which are 4 to 6 s apart, so a new address of its shows as silence of the old one, longer than 6 s.
 *     (libwebrtc repeats USE-CANDIDATE each 2.5 s at most, and moves at once)
 * @param remoteAddressesMax addresses remembered per session, the selected one included. 16: a browser with two
 *     interfaces, both IP versions, a NAT each and a TURN server comes to about ten
 * @param checksPerSecondMax valid checks handled per second and session, also the largest burst. 100: RFC 8445 section
 *     14.2 starts one check each Ta = 50 ms, Firefox one each 20 ms, and retransmissions come on top
 * @param checkPacingNs Ta, between the first transmissions of two checks. 50 ms: RFC 8445 section 14.2
 * @param retransmitTimeoutNs RTO, until the first retransmission; doubled each time. 500 ms: RFC 8445 section 14.3
 * @param transmissionsMax Rc. 7: RFC 8489 section 6.2.1
 * @param lastTransmissionTimeouts Rm, how many RTOs the last transmission waits for its answer. 16: RFC 8489 section
 *     6.2.1
 */
public record IceOptions(
        long establishTimeoutNs,
        long consentTimeoutNs,
        long consentIntervalNs,
        long selectedSilenceNs,
        int remoteAddressesMax,
        int checksPerSecondMax,
        long checkPacingNs,
        long retransmitTimeoutNs,
        int transmissionsMax,
        int lastTransmissionTimeouts) {

    /** @throws IllegalArgumentException for a value that is not positive */
    public IceOptions {
        boolean positive = establishTimeoutNs > 0
                && consentTimeoutNs > 0
                && consentIntervalNs > 0
                && selectedSilenceNs > 0
                && remoteAddressesMax > 0
                && checksPerSecondMax > 0
                && checkPacingNs > 0
                && retransmitTimeoutNs > 0
                && transmissionsMax > 0
                && lastTransmissionTimeouts > 0;
        if (!positive) {
            throw new IllegalArgumentException("every ICE option is positive");
        }
    }

    public static IceOptions defaults() {
        return new IceOptions(
                SECONDS.toNanos(15),
                SECONDS.toNanos(30),
                SECONDS.toNanos(5),
                SECONDS.toNanos(7),
                16,
                100,
                MILLISECONDS.toNanos(50),
                MILLISECONDS.toNanos(500),
                7,
                16);
    }
}
