package dev.treecast.webrtc.sdp;

import static dev.treecast.webrtc.sdp.SdpFixtures.h264;
import static dev.treecast.webrtc.sdp.SdpFixtures.text;
import static dev.treecast.webrtc.sdp.SdpFixtures.video;
import static dev.treecast.webrtc.sdp.SdpFixtures.whep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.webrtc.sdp.NegotiationException.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WhepAnswererTest {
    private static final OutgoingTrack VP8 = video("VP8", "");

    @Test
    void shouldSendToEveryViewer() throws Exception {
        for (String name : SdpFixtures.VIEWERS) {
            Answer answer = whep(text(name), VP8);
            SessionDescription sdp = SessionDescription.parse(answer.sdp());
            for (MediaSection section : sdp.media()) {
                if (section.isRtp()) {
                    assertThat(section.attributes())
                            .as(name)
                            .contains(Direction.SENDONLY, Setup.PASSIVE, Flag.RTCP_MUX);
                } else {
                    assertThat(section.attributes()).as(name).contains(new SctpPort(5_000), Setup.PASSIVE);
                    assertThat(answer.session().data()).isPresent();
                }
            }
            assertThat(sdp.media().getFirst().attributes())
                    .as(name)
                    .contains(
                            new SsrcGroup("FID", List.of(11L, 12L)),
                            new SsrcAttribute(11, "cname", "cname"),
                            new SsrcAttribute(12, "msid", "stream video"),
                            new MsId("stream", "video"));
            assertThat(answer.session().audio().orElseThrow().ssrc()).isEqualTo(21);
            assertThat(answer.session().video().orElseThrow().encoding()).isEqualTo("VP8");
        }
    }

    @Test
    void shouldChooseThePayloadTypeThatDecodesTheStream() throws Exception {
        assertThat(payloadType("chromium-watch", h264("42e01f"))).isEqualTo(108);
        assertThat(payloadType("chromium-watch", h264("42001f"))).isEqualTo(102);
        assertThat(payloadType("chromium-watch", h264("4d0028"))).isEqualTo(116);
        assertThat(payloadType("chromium-watch", h264("640028"))).isEqualTo(41);
        assertThat(payloadType("chromium-watch", video("H264", "profile-level-id=42c01f")))
                .isEqualTo(108);
        assertThat(payloadType("safari-watch", h264("42001f"))).isEqualTo(96);
        assertThat(payloadType("safari-watch", h264("640c28"))).isEqualTo(96);
        assertThat(payloadType("chromium-watch", video("VP9", ""))).isEqualTo(98);
        assertThat(payloadType("chromium-watch", video("VP9", "profile-id=2"))).isEqualTo(100);
        assertThat(payloadType("chromium-watch", video("AV1", "profile=0"))).isEqualTo(45);
        assertThat(payloadType("chromium-watch", video("AV1", "profile=1"))).isEqualTo(47);
        assertThat(payloadType("aiortc-watch", h264("42e01f"))).isEqualTo(101);
    }

    @Test
    void shouldKeepExtensionsThatAreWritten() throws Exception {
        NegotiatedMedia video =
                whep(text("chromium-watch"), VP8).session().video().orElseThrow();
        assertThat(video.extensions().byUri())
                .as("transport-wide numbers and mid would only cost bytes")
                .containsOnlyKeys(HeaderExtensions.PLAYOUT_DELAY, HeaderExtensions.VIDEO_ORIENTATION);
        assertThat(video.feedback().transportWide())
                .as("no feedback on numbers that nobody writes")
                .isFalse();
        assertThat(whep(text("firefox-watch"), VP8).sdp())
                .contains("a=extmap:6/sendonly " + HeaderExtensions.PLAYOUT_DELAY);
    }

    @Test
    void shouldCallViewersEqualWhosePacketsAre() throws Exception {
        SessionProfile one = whep(text("chromium-watch"), VP8).session().profile();
        String other = text("chromium-watch").replace("ice-ufrag:", "ice-ufrag:x");
        assertThat(whep(other, VP8).session().profile()).isEqualTo(one);
        String moved = text("chromium-watch").replace("a=extmap:5 ", "a=extmap:12 ");
        assertThat(whep(moved, VP8).session().profile()).isNotEqualTo(one);
        assertThat(whep(text("firefox-watch"), VP8).session().profile()).isNotEqualTo(one);
    }

    @Test
    void shouldLeaveASectionInactiveThatTheStreamHasNothingFor() throws Exception {
        Answer answer = whep(text("chromium-watch"), Optional.empty(), Optional.of(VP8));
        SessionDescription sdp = SessionDescription.parse(answer.sdp());
        assertThat(answer.session().audio()).isEmpty();
        assertThat(sdp.media().get(1).port()).isEqualTo(9);
        assertThat(sdp.media().get(1).attributes()).contains(Direction.INACTIVE);
        assertThat(sdp.first(Group.class).orElseThrow().mids()).containsExactly("0", "1", "2");
        assertThat(whep(text("chromium-watch"), Optional.of(SdpFixtures.OPUS), Optional.empty())
                        .session()
                        .video())
                .isEmpty();
    }

    @Test
    void shouldSayWhyItRefuses() {
        assertRefused(
                "firefox-watch",
                h264("42e01f"),
                Reason.NO_CODEC,
                "This stream is H264 and your player offers VP8, VP9, AV1.");
        assertRefused(
                "safari-watch",
                h264("f4001f"),
                Reason.NO_CODEC,
                "This stream is H264 (profile-level-id f4001f) and your player offers it only as profile-level-id 640c1f; profile-level-id 42e01f.");
        assertRefused(
                "safari-watch",
                video("VP9", "profile-id=2"),
                Reason.NO_CODEC,
                "This stream is VP9 (profile-id 2) and your player offers it only as profile-id 0.");
        assertThatThrownBy(() -> whep(text("obs-publish"), VP8))
                .hasMessage("This offer has no audio or video section that receives.");
        assertThatThrownBy(() -> whep(text("firefox-watch").replace("opus/48000/2", "speex/8000"), VP8))
                .hasMessage("The sound of this stream is Opus and your player offers SPEEX, G722, PCMU, PCMA.");
        String audioOnly =
                text("firefox-watch").replace("m=video 9", "m=video 0").replace("BUNDLE 0 1", "BUNDLE 1");
        assertThatThrownBy(() -> whep(audioOnly, Optional.empty(), Optional.of(VP8)))
                .hasMessage("This stream has video only and your player asks for audio only.");
    }

    @Test
    void shouldNeedModeOneForAStreamThatSplitsPictures() {
        assertThatThrownBy(() -> whep(
                        text("aiortc-watch").replace("packetization-mode=1", "packetization-mode=0"), h264("42e01f")))
                .hasMessageContaining("packetization-mode 0");
    }

    private static int payloadType(String name, OutgoingTrack track) throws Exception {
        return whep(text(name), track).session().video().orElseThrow().payloadType();
    }

    private static void assertRefused(String name, OutgoingTrack track, Reason reason, String sentence) {
        assertThatThrownBy(() -> whep(text(name), track)).isInstanceOfSatisfying(NegotiationException.class, e -> {
            assertThat(e).hasMessage(sentence);
            assertThat(e.reason()).isEqualTo(reason);
        });
    }

    private static Answer redundant(String offer) throws Exception {
        OutgoingTrack opus =
                new OutgoingTrack("opus", SdpFixtures.OPUS.parameters(), 21, NegotiatedMedia.UNKNOWN_SSRC, true);
        return whep(offer, Optional.of(opus), Optional.of(VP8));
    }

    @Test
    void shouldTakeRedundancyWhereItIsOffered() throws Exception {
        for (String browser : List.of("chromium-watch", "safari-watch")) {
            Answer answer = redundant(text(browser));
            NegotiatedMedia audio = answer.session().audio().orElseThrow();
            assertThat(audio.payloadType()).as(browser).isEqualTo(111);
            assertThat(audio.profile().redPayloadType()).as(browser).isEqualTo(63);
            assertThat(answer.sdp()).contains(" 111 63\r\n", "a=rtpmap:63 red/48000/2\r\n", "a=fmtp:63 111/111\r\n");
            assertThat(answer.session().video().orElseThrow().profile().redPayloadType())
                    .isEqualTo(CodecOffer.NONE);
        }
        assertThat(redundant(text("firefox-watch"))
                        .session()
                        .audio()
                        .orElseThrow()
                        .redPayloadType())
                .as("not offered")
                .isEqualTo(CodecOffer.NONE);
        assertThat(whep(text("chromium-watch"), VP8).sdp()).as("not wanted").doesNotContain("red/48000");
    }

    @Test
    void shouldTakeRedundancyOfTheStreamsCodecOnly() throws Exception {
        String chromium = text("chromium-watch");
        for (String format : List.of("111/110", "111", "0/0", "111/111/9")) {
            Answer answer = redundant(chromium.replace("a=fmtp:63 111/111", "a=fmtp:63 " + format));
            assertThat(answer.session().audio().orElseThrow().redPayloadType())
                    .as(format)
                    .isEqualTo(CodecOffer.NONE);
        }
        assertThat(redundant(chromium.replace("a=fmtp:63 111/111\r\n", ""))
                        .session()
                        .audio()
                        .orElseThrow()
                        .redPayloadType())
                .isEqualTo(CodecOffer.NONE);
    }

    @Test
    void shouldNotTakeNackForSoundWithRedundancy() throws Exception {
        String offer = text("chromium-watch")
                .replace("a=rtcp-fb:111 transport-cc", "a=rtcp-fb:111 transport-cc\r\na=rtcp-fb:111 nack");
        assertThat(whep(offer, VP8).session().audio().orElseThrow().feedback().nack())
                .isTrue();
        assertThat(redundant(offer).session().audio().orElseThrow().feedback().nack())
                .as("a repeat would not be the same bytes")
                .isFalse();
    }
}
