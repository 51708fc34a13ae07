package dev.treecast.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientOffersTest {
    private static final OutgoingStream STREAM = new OutgoingStream(
            "cname", "stream", Optional.of(SdpFixtures.OPUS), Optional.of(SdpFixtures.h264("42e01f")));

    @Test
    void shouldAgreeWithTheWhipServer() throws Exception {
        SessionDescription offer = ClientOffers.publish(SdpFixtures.CLIENT, STREAM);
        Answer answer = SdpFixtures.whip(offer.write());
        NegotiatedSession client = AnswerReader.read(offer, SessionDescription.parse(answer.sdp()));
        assertThat(client.profile()).isEqualTo(answer.session().profile());
        assertThat(client.video()).isEqualTo(answer.session().video());
        assertThat(client.dtlsClient()).isTrue();
        assertThat(client.peer().iceLite()).isTrue();
        assertThat(client.peer().candidates()).containsExactly(SdpFixtures.CANDIDATE);
        assertThat(client.peer().iceUfrag()).isEqualTo("srvu");
    }

    @Test
    void shouldAgreeWithTheWhepServer() throws Exception {
        SessionDescription offer =
                ClientOffers.watch(SdpFixtures.CLIENT, List.of("H264", "VP8", "VP9", "AV1"), true, true);
        for (OutgoingTrack track :
                List.of(SdpFixtures.h264("42e01f"), SdpFixtures.h264("640028"), SdpFixtures.video("AV1", ""))) {
            Answer answer = SdpFixtures.whep(offer.write(), track);
            NegotiatedSession client = AnswerReader.read(offer, SessionDescription.parse(answer.sdp()));
            assertThat(client.profile()).isEqualTo(answer.session().profile());
            assertThat(client.data()).contains(new NegotiatedData(5_000, 65_536));
            assertThat(answer.session().data()).isPresent();
            NegotiatedMedia video = client.video().orElseThrow();
            assertThat(video.ssrc()).isEqualTo(11);
            assertThat(video.rtxSsrc()).isEqualTo(12);
            assertThat(video.feedback()).isEqualTo(Feedback.video().withoutTransportWide());
            assertThat(video.msid()).contains(new MsId("stream", "video"));
        }
        assertThat(SdpFixtures.whep(
                                ClientOffers.watch(SdpFixtures.CLIENT, List.of(), true, false)
                                        .write(),
                                SdpFixtures.h264("42e01f"))
                        .session()
                        .video())
                .isEmpty();
    }

    @Test
    void shouldTakeWhoWantsNothingButDataChannels() throws Exception {
        SessionDescription offer = ClientOffers.watch(SdpFixtures.CLIENT, List.of(), false, true);
        Answer answer = SdpFixtures.whep(offer.write(), SdpFixtures.h264("42e01f"));
        NegotiatedSession client = AnswerReader.read(offer, SessionDescription.parse(answer.sdp()));
        assertThat(client.data()).isPresent();
        assertThat(client.video()).isEmpty();
        assertThat(client.audio()).isEmpty();
    }

    @Test
    void shouldRefuseAnAnswerThatDoesNotFit() throws Exception {
        SessionDescription offer = ClientOffers.publish(SdpFixtures.CLIENT, STREAM);
        String answer = SdpFixtures.whip(offer.write()).sdp();
        assertRefused(
                offer,
                answer.substring(0, answer.indexOf("m=video")),
                "The answer has 1 media sections and the offer 2.");
        assertRefused(
                offer,
                answer.replace(" 96 97", " 98").replace(":96 H264", ":98 H264"),
                "The answer chose payload type 98, which was not offered.");
        assertRefused(
                offer,
                answer.replace("a=setup:passive", "a=setup:actpass"),
                "The answer does not choose a DTLS role (a=setup).");
        assertRefused(
                offer,
                answer.replace("a=ice-ufrag:srvu\r\n", ""),
                "The answer has no ICE credentials or no certificate fingerprint.");
        assertRefused(offer, answer.replace("a=mid:1", "a=mid:7"), "Media section 2 of the answer is not the offer's.");
    }

    private static void assertRefused(SessionDescription offer, String answer, String sentence) {
        assertThatThrownBy(() -> AnswerReader.read(offer, SessionDescription.parse(answer)))
                .isInstanceOf(NegotiationException.class)
                .hasMessage(sentence);
    }
}
