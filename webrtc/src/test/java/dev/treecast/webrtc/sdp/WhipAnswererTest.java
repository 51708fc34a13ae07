package dev.treecast.webrtc.sdp;

import static dev.treecast.webrtc.sdp.SdpFixtures.offer;
import static dev.treecast.webrtc.sdp.SdpFixtures.text;
import static dev.treecast.webrtc.sdp.SdpFixtures.whip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.webrtc.sdp.NegotiationException.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhipAnswererTest {

    @Test
    void shouldAnswerEveryPublisher() throws Exception {
        for (String name : SdpFixtures.PUBLISHERS) {
            Offer offer = offer(text(name));
            Answer answer = whip(text(name));
            SessionDescription sdp = SessionDescription.parse(answer.sdp());
            assertThat(sdp.media()).as(name).hasSameSizeAs(offer.media());
            assertThat(sdp.has(Flag.ICE_LITE)).isTrue();
            for (int i = 0; i < sdp.media().size(); i++) {
                MediaSection section = sdp.media().get(i);
                assertThat(section.kind())
                        .isEqualTo(offer.media().get(i).section().kind());
                assertThat(section.first(Mid.class).orElseThrow().id())
                        .isEqualTo(offer.media().get(i).mid());
                assertThat(section.attributes())
                        .as(name)
                        .contains(Direction.RECVONLY, Flag.RTCP_MUX, Setup.PASSIVE, SdpFixtures.FINGERPRINT)
                        .contains(new IceUfrag("srvu"));
                assertThat(offer.media().get(i).section().formats()).containsAll(section.formats());
            }
            assertThat(sdp.media().getFirst().all(Candidate.class))
                    .extracting(Candidate::line)
                    .containsExactly(SdpFixtures.CANDIDATE);
            assertThat(answer.session().dtlsClient()).isFalse();
            assertThat(answer.session().video()).as(name).isPresent();
        }
    }

    @Test
    void shouldTakeThePublishersFavouriteCodec() throws Exception {
        assertThat(video("chromium-publish").encoding()).isEqualTo("VP8");
        assertThat(video("chromium-publish").rtxPayloadType()).isEqualTo(97);
        assertThat(video("safari-publish").payloadType()).isEqualTo(96);
        assertThat(video("safari-publish").parameters().get("profile-level-id", ""))
                .isEqualTo("640c1f");
        assertThat(video("firefox-publish").encoding()).isEqualTo("VP8");
        assertThat(video("obs-publish").encoding()).isEqualTo("H264");
        assertThat(video("obs-publish").hasRtx()).isFalse();
        assertThat(video("aiortc-publish").payloadType()).isEqualTo(97);
        assertThat(whip(text("gstreamer-publish"))
                        .session()
                        .audio()
                        .orElseThrow()
                        .encoding())
                .isEqualTo("OPUS");
    }

    @Test
    void shouldPreferH264ThatMaySplitPictures() throws Exception {
        String text = text("chromium-publish").replace("SAVPF 96 97 102 103 104", "SAVPF 104 107 108 109 102 103 96");
        NegotiatedMedia video = whip(text).session().video().orElseThrow();
        assertThat(video.payloadType()).isEqualTo(108);
        assertThat(video.rtxPayloadType()).isEqualTo(109);
        assertThat(SessionDescription.parse(whip(text).sdp()).media().get(1).attributes())
                .contains(new Fmtp(
                        108,
                        FormatParameters.parse(
                                "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f")));
    }

    @Test
    void shouldKeepTheNumbersThatPacketsCarry() throws Exception {
        NegotiatedMedia video = video("chromium-publish");
        assertThat(video.mid()).isEqualTo("1");
        assertThat(video.ssrc()).isEqualTo(1_725_343_795L);
        assertThat(video.rtxSsrc()).isEqualTo(390_299_597L);
        assertThat(video.feedback()).isEqualTo(Feedback.video());
        assertThat(video.extensions().id(HeaderExtensions.MID)).isEqualTo(4);
        assertThat(video.extensions().id(HeaderExtensions.TRANSPORT_WIDE_CC)).isEqualTo(3);
        assertThat(video.extensions().id(HeaderExtensions.VIDEO_ORIENTATION)).isEqualTo(13);
        assertThat(video.extensions().has(HeaderExtensions.ABS_SEND_TIME)).isFalse();
        assertThat(video.mixedExtensions()).isTrue();
        NegotiatedMedia aiortc = video("aiortc-publish");
        assertThat(aiortc.extensions().id(HeaderExtensions.ABS_SEND_TIME)).isEqualTo(2);
        assertThat(aiortc.feedback()).isEqualTo(new Feedback(true, true, false, true, false));
    }

    @Test
    void shouldAskForStereo() throws Exception {
        assertThat(whip(text("chromium-publish")).sdp()).contains("a=fmtp:111 minptime=10;useinbandfec=1;stereo=1\r\n");
    }

    @Test
    void shouldUseTheTransportOfTheFirstSectionInTheBundle() throws Exception {
        assertThat(whip(text("aiortc-publish")).session().peer().iceUfrag()).isEqualTo("CjDI");
        RemoteTransport obs = whip(text("obs-publish")).session().peer();
        assertThat(obs.iceUfrag()).isEqualTo("nxcM");
        assertThat(obs.trickle()).isTrue();
        assertThat(obs.endOfCandidates()).isTrue();
        assertThat(obs.candidates()).containsExactly("candidate:1 1 UDP 2122317823 192.0.2.7 57249 typ host");
        String local = text("chromium-publish").replace("udp 2122194687 192.0.2.2", "udp 2122194687 6f1c.local");
        assertThat(whip(local).session().peer().candidates()).anyMatch(candidate -> candidate.contains("6f1c.local"));
        assertThat(whip(text("chromium-simulcast")).session().peer().candidates())
                .isEmpty();
    }

    @Test
    void shouldTakeTheOtherDtlsRole() throws Exception {
        assertThat(whip(text("ffmpeg-publish")).session().dtlsClient()).isFalse();
        Answer answer = whip(text("ffmpeg-publish").replace("setup:active", "setup:passive"));
        assertThat(answer.session().dtlsClient()).isTrue();
        assertThat(answer.sdp()).contains("a=setup:active");
    }

    @Test
    void shouldRejectFurtherSectionsAndTakeDataChannels() throws Exception {
        String text = text("obs-publish").replace("BUNDLE 0 1", "BUNDLE 0 1 2 3")
                + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:2\r\na=sendonly\r\na=rtcp-mux\r\na=rtpmap:96 VP8/90000\r\n"
                + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:3\r\na=sctp-port:5000\r\n";
        SessionDescription answer = SessionDescription.parse(whip(text).sdp());
        assertThat(answer.media()).extracting(MediaSection::port).containsExactly(9, 9, 0, 9);
        assertThat(answer.first(Group.class).orElseThrow().mids()).containsExactly("0", "1", "3");
        assertThat(answer.media().get(3).formats()).containsExactly("webrtc-datachannel");
        assertThat(answer.media().get(3).first(SctpPort.class)).contains(new SctpPort(5_000));
        assertThat(answer.media().get(3).first(MaxMessageSize.class)).contains(new MaxMessageSize(65_536));
        assertThat(whip(text).session().data()).contains(new NegotiatedData(5_000, 65_536));
    }

    @Test
    void shouldRejectDataChannelsThatAreNotWantedOrNotUnderstood() throws Exception {
        String text = text("obs-publish").replace("BUNDLE 0 1", "BUNDLE 0 1 2")
                + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\na=max-message-size:0\r\n";
        assertThat(whip(text).session().data()).contains(new NegotiatedData(5_000, Integer.MAX_VALUE));
        for (Answer answer : List.of(
                WhipAnswerer.answer(SdpFixtures.offer(text), SdpFixtures.SERVER, PublishPolicy.defaults(), false),
                whip(text.replace("UDP/DTLS/SCTP", "TCP/DTLS/SCTP")),
                whip(text.replace("webrtc-datachannel", "bfcp")),
                whip(text + "a=sctp-port:0\r\n"))) {
            assertThat(answer.session().data()).isEmpty();
            assertThat(SessionDescription.parse(answer.sdp()).media().get(2).port())
                    .isZero();
        }
    }

    @Test
    void shouldTakeAudioOnlyAndVideoOnlyAndASingleSectionWithoutGroup() throws Exception {
        String obs = text("obs-publish");
        String audio = obs.substring(0, obs.indexOf("m=video")).replace("a=group:BUNDLE 0 1\r\n", "");
        NegotiatedSession session = whip(audio).session();
        assertThat(session.audio()).isPresent();
        assertThat(session.video()).isEmpty();
        assertThat(whip(audio).sdp()).doesNotContain("BUNDLE");
        assertThat(whip(text("chromium-simulcast")).session().audio()).isEmpty();
    }

    @Test
    void shouldSayWhyItRefuses() {
        String obs = text("obs-publish");
        assertRefused(
                obs.replace("a=sendonly", "a=recvonly"),
                Reason.NO_MEDIA,
                "This offer has no audio or video to publish.");
        assertRefused(obs.substring(0, obs.indexOf("m=audio")), Reason.NO_MEDIA, "This offer has no audio or video.");
        assertRefused(obs.replace("H264/", "H265/"), Reason.NO_CODEC, "This offer has no H264, VP8, VP9 or AV1 video.");
        assertRefused(obs.replace("opus/48000/2", "PCMA/8000"), Reason.NO_CODEC, "This offer has no Opus audio.");
        assertRefused(
                obs.replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0"),
                Reason.UNUSABLE_DESCRIPTION,
                "This offer does not bundle all its media; use bundlePolicy max-bundle (a=group:BUNDLE).");
        assertRefused(
                obs.replace("a=group:LS 0 1", "a=group:BUNDLE 1"),
                Reason.UNUSABLE_DESCRIPTION,
                "This offer has 2 BUNDLE groups; put all media into one.");
        assertRefused(
                obs.replace("a=rtcp-mux\r\n", ""),
                Reason.UNUSABLE_DESCRIPTION,
                "This offer does not send RTP and RTCP over one port; add a=rtcp-mux to every media section.");
        assertRefused(
                obs.replace("a=ice-pwd:ezjAjgSSLLvbRhUA1zc6Se\r\n", ""),
                Reason.UNUSABLE_DESCRIPTION,
                "This offer has no ICE credentials; add a=ice-ufrag and a=ice-pwd.");
        assertRefused(
                obs.replace("sha-256", "sha-1"),
                Reason.UNUSABLE_DESCRIPTION,
                "This offer has no certificate fingerprint that we trust; add a=fingerprint with sha-256.");
        assertRefused(
                obs.replace("a=setup:actpass", "a=setup:holdconn"),
                Reason.UNUSABLE_DESCRIPTION,
                "This offer says a=setup:holdconn; use a=setup:actpass.");
        assertRefused(
                obs.replace("a=setup:actpass", "a=ice-lite"),
                Reason.UNUSABLE_DESCRIPTION,
                "This offer comes from an ICE-lite agent, and this server is one too; one end has to make the connectivity checks.");
        assertRefused(
                obs.replace("a=mid:1", "a=mid:0"),
                Reason.UNUSABLE_DESCRIPTION,
                "Two media sections of this offer have the same a=mid:0.");
    }

    private static NegotiatedMedia video(String name) throws Exception {
        return whip(text(name)).session().video().orElseThrow();
    }

    private static void assertRefused(String text, Reason reason, String sentence) {
        assertThatThrownBy(() -> whip(text)).isInstanceOfSatisfying(NegotiationException.class, e -> {
            assertThat(e).hasMessage(sentence);
            assertThat(e.reason()).isEqualTo(reason);
        });
    }

    /** With it, browsers leave layers and picture ids out of VP8's own descriptor. */
    @Test
    void shouldTakeTheDependencyDescriptorOfScalableCodecsAlone() throws Exception {
        for (String codec : List.of("VP8", "VP9", "AV1")) {
            PublishPolicy policy =
                    new PublishPolicy(List.of(codec), PublishPolicy.defaults().extensionUris());
            NegotiatedMedia video = WhipAnswerer.answer(
                            offer(text("chromium-simulcast")), SdpFixtures.SERVER, policy, true)
                    .session()
                    .video()
                    .orElseThrow();
            assertThat(video.encoding()).isEqualTo(codec);
            assertThat(video.extensions().id(HeaderExtensions.DEPENDENCY_DESCRIPTOR) != 0)
                    .as(codec)
                    .isEqualTo(!codec.equals("VP8"));
        }
    }

    @Test
    void shouldListTheCodecsOfAPolicy() {
        PublishPolicy vp8Only = new PublishPolicy(List.of("VP8"), List.of());
        assertThatThrownBy(() -> WhipAnswerer.answer(offer(text("obs-publish")), SdpFixtures.SERVER, vp8Only, true))
                .hasMessage("This offer has no VP8 video.");
    }
}
