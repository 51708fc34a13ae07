package dev.treecast.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class SessionDescriptionFuzz {

    /** What parses is written and parsed again without change. */
    @FuzzTest
    void parse(byte[] data) throws Exception {
        try {
            SessionDescription sdp = SessionDescription.parse(new String(data, StandardCharsets.UTF_8));
            assertThat(SessionDescription.parse(sdp.write(), wide())).isEqualTo(sdp);
        } catch (SdpParseException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    /** What is answered is answered with SDP. */
    @FuzzTest
    void answer(byte[] data) throws Exception {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            SessionDescription.parse(SdpFixtures.whip(text).sdp());
        } catch (SdpParseException | NegotiationException refused) {
            assertThat(refused.getMessage()).endsWith(".");
        }
        try {
            SessionDescription.parse(
                    SdpFixtures.whep(text, SdpFixtures.h264("42e01f")).sdp());
        } catch (SdpParseException | NegotiationException refused) {
            assertThat(refused.getMessage()).endsWith(".");
        }
    }

    /** Normalised text may be a little longer than what was read: CRLF for LF, lines added that were left out. */
    private static SdpLimits wide() {
        return new SdpLimits(200_000, 4_000, 10_000, 32, 128, 64);
    }
}
