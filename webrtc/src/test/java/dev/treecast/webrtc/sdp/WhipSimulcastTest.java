package dev.treecast.webrtc.sdp;

import static dev.treecast.webrtc.sdp.SdpFixtures.offer;
import static dev.treecast.webrtc.sdp.SdpFixtures.text;
import static dev.treecast.webrtc.sdp.SdpFixtures.whip;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WhipSimulcastTest {
    private static final String CHROMIUM_LAYERS =
            "a=rid:q send\r\na=rid:h send\r\na=rid:f send\r\na=simulcast:send q;h;f\r\n";

    /** Chromium's offer with other layers. */
    private static String offering(String... lines) {
        return text("chromium-simulcast").replace(CHROMIUM_LAYERS, String.join("\r\n", lines) + "\r\n");
    }

    private static List<String> layers(String... lines) throws Exception {
        assertThat(text("chromium-simulcast")).contains(CHROMIUM_LAYERS);
        return whip(offering(lines)).session().video().orElseThrow().layers();
    }

    private static void assertSingle(String... lines) throws Exception {
        Answer answer = whip(offering(lines));
        assertThat(answer.sdp()).doesNotContain("a=simulcast").doesNotContain("a=rid");
        assertThat(answer.session().video().orElseThrow().layers()).isEmpty();
    }

    @Test
    void shouldTakeChromiumsLayers() throws Exception {
        MediaOffer section = offer(text("chromium-simulcast")).media().getFirst();
        assertThat(section.rids()).extracting(Rid::id).containsExactly("q", "h", "f");
        assertThat(section.simulcast().orElseThrow().sendRids()).containsExactly("q", "h", "f");

        Answer answer = whip(text("chromium-simulcast"));
        NegotiatedMedia video = answer.session().video().orElseThrow();

        assertThat(answer.sdp()).contains("a=rid:q recv\r\na=rid:h recv\r\na=rid:f recv\r\na=simulcast:recv q;h;f\r\n");
        assertThat(video.layers()).containsExactly("q", "h", "f");
        assertThat(video.extensions().id(HeaderExtensions.MID)).isEqualTo(9);
        assertThat(video.extensions().id(HeaderExtensions.RID)).isEqualTo(10);
        assertThat(video.extensions().id(HeaderExtensions.REPAIRED_RID)).isEqualTo(11);
        assertThat(video.ssrc()).isEqualTo(NegotiatedMedia.UNKNOWN_SSRC);
    }

    /** OBS counts the layers in the answer, and refuses one that leaves any out. */
    @Test
    void shouldTakeObsLayersOfWhichTheFirstIsTheLargest() throws Exception {
        Answer answer = whip(text("obs-simulcast"));
        NegotiatedMedia video = answer.session().video().orElseThrow();

        assertThat(answer.sdp()).contains("a=simulcast:recv 0;1;2\r\n");
        assertThat(video.layers()).containsExactly("2", "1", "0");
        assertThat(video.ssrc()).as("named for the largest, but packets tell").isEqualTo(NegotiatedMedia.UNKNOWN_SSRC);
    }

    @Test
    void shouldOrderLayersBySize() throws Exception {
        assertThat(layers(
                        "a=rid:a send max-width=1280;max-height=720",
                        "a=rid:b send max-width=320;max-height=180",
                        "a=simulcast:send a;b"))
                .containsExactly("b", "a");
        assertThat(layers("a=rid:0 send max-br=100000", "a=rid:1 send max-br=900000", "a=simulcast:send 0;1"))
                .containsExactly("0", "1");
        assertThat(layers("a=rid:a send max-fs=3600", "a=rid:b send max-fs=900", "a=simulcast:send a;b"))
                .containsExactly("b", "a");
        assertThat(layers("a=rid:f send", "a=rid:q send", "a=simulcast:send f;q"))
                .containsExactly("q", "f");
        assertThat(layers("a=rid:h send", "a=rid:m send", "a=rid:l send", "a=simulcast:send h;m;l"))
                .containsExactly("l", "m", "h");
        assertThat(layers("a=rid:r0 send", "a=rid:r1 send", "a=simulcast:send r0;r1"))
                .containsExactly("r0", "r1");
        assertThat(layers("a=rid:1 send", "a=rid:2 send", "a=simulcast:send 1;2"))
                .as("not as OBS counts")
                .containsExactly("1", "2");
        assertThat(layers("a=rid:a send max-br=5", "a=rid:b send", "a=simulcast:send a;b"))
                .as("one restriction alone says nothing")
                .containsExactly("a", "b");
    }

    @Test
    void shouldRepeatTheRestrictionsItKnows() throws Exception {
        assertThat(whip(offering(
                                "a=rid:a send pt=96,98;max-width=320;max-height=180;max-fps=15",
                                "a=rid:b send max-width=640;max-height=360;shape=round",
                                "a=simulcast:send a;b"))
                        .sdp())
                .contains(
                        "a=rid:a recv pt=96;max-width=320;max-height=180;max-fps=15\r\na=rid:b recv max-width=640;max-height=360\r\n");
    }

    @Test
    void shouldTakePausedLayersAndThePreferredAlternative() throws Exception {
        Answer answer = whip(offering(
                "a=rid:q send", "a=rid:h send", "a=rid:f send pt=98", "a=rid:g send", "a=simulcast:send q;~h;f,g"));
        assertThat(answer.sdp())
                .as("f would be VP9")
                .contains("a=rid:q recv\r\na=rid:h recv\r\na=rid:g recv\r\na=simulcast:recv q;h;g\r\n");
    }

    @Test
    void shouldTakeFourLayersAtTheMost() throws Exception {
        assertThat(layers(
                        "a=rid:a send",
                        "a=rid:b send",
                        "a=rid:c send",
                        "a=rid:d send",
                        "a=rid:e send",
                        "a=simulcast:send a;b;c;d;e"))
                .containsExactly("a", "b", "c", "d");
    }

    @Test
    void shouldLeaveOutLayersThatAreNotDescribedOnce() throws Exception {
        assertThat(layers("a=rid:q send", "a=rid:h send", "a=simulcast:send q;h;f"))
                .containsExactly("q", "h");
        assertThat(layers(
                        "a=rid:q send",
                        "a=rid:h send",
                        "a=rid:f send",
                        "a=rid:f send max-br=5",
                        "a=simulcast:send q;h;f"))
                .containsExactly("q", "h");
        assertThat(layers("a=rid:q send", "a=rid:h send", "a=rid:f recv", "a=simulcast:send q;h;f"))
                .containsExactly("q", "h");
        assertThat(layers(
                        "a=rid:q send",
                        "a=rid:h send",
                        "a=rid:" + "x".repeat(17) + " send",
                        "a=simulcast:send q;h;" + "x".repeat(17)))
                .containsExactly("q", "h");
        assertThat(layers("a=rid:q send", "a=rid:h send", "a=simulcast:send q;h;q"))
                .containsExactly("q", "h");
    }

    @Test
    void shouldAnswerOneStreamWhereLayersCannotBeToldApart() throws Exception {
        assertSingle("a=rid:q send", "a=rid:h send", "a=rid:f send");
        assertSingle("a=rid:q send", "a=simulcast:send q");
        assertSingle("a=simulcast:send q;h;f");
        assertSingle("a=rid:q send pt=98", "a=rid:h send pt=98", "a=simulcast:send q;h");
        String unnamed =
                text("chromium-simulcast").replace("a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n", "");
        assertThat(whip(unnamed).sdp()).doesNotContain("a=simulcast").doesNotContain("a=rid");
    }

    @Test
    void shouldReadItsOwnAnswer() throws Exception {
        OutgoingStream stream =
                new OutgoingStream("cname", "stream", Optional.empty(), Optional.of(SdpFixtures.video("VP8", "")));
        SessionDescription offered = ClientOffers.publish(SdpFixtures.CLIENT, stream, List.of("q", "h", "f"));
        Answer answer = whip(offered.write());

        NegotiatedSession read = AnswerReader.read(offered, SessionDescription.parse(answer.sdp()));

        assertThat(read.video().orElseThrow().layers()).containsExactly("q", "h", "f");
        assertThat(read.video().orElseThrow().extensions().id(HeaderExtensions.RID))
                .isEqualTo(6);
    }
}
