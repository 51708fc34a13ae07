package dev.treecast.bench.janus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.webrtc.sdp.Direction;
import dev.treecast.webrtc.sdp.ExtMap;
import dev.treecast.webrtc.sdp.Fingerprint;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.MediaSection;
import dev.treecast.webrtc.sdp.Mid;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.sdp.SessionDescription;
import dev.treecast.webrtc.sdp.Setup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JanusAnswerTest {
    private static final LocalTransport LOCAL = new LocalTransport(
            1, "ufragufr", "passwordpasswordpassword", Fingerprint.of("sha-256", new byte[32]), List.of());

    /** The event in which Janus 1.1.2 offered the mountpoint of our configuration. */
    private static JsonNode event() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                JanusAnswerTest.class.getResourceAsStream("offer-event.json"), "offer-event.json")) {
            return JanusClient.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static JanusAnswer answer() throws Exception {
        return JanusAnswer.to(JanusClient.offerIn(event()).orElseThrow(), LOCAL);
    }

    @Test
    void shouldReadWhatTheOfferSaysOfJanus() throws Exception {
        NegotiatedSession session = answer().session();
        assertThat(session.dtlsClient()).isTrue();
        assertThat(session.peer().iceUfrag()).isEqualTo("gymG");
        assertThat(session.peer().icePwd()).isEqualTo("/6ZQMBDc6Ukbx/EvGMu4t+");
        assertThat(session.peer().candidates()).singleElement().asString().contains("198.18.9.1 37834 typ host");
        assertThat(session.peer().fingerprints()).hasSize(1);
        assertThat(session.audio().orElseThrow().payloadType()).isEqualTo(111);
        assertThat(session.video().orElseThrow().payloadType()).isEqualTo(100);
        assertThat(session.video().orElseThrow().rtxPayloadType()).isEqualTo(101);
        assertThat(session.video().orElseThrow().ssrc()).isEqualTo(198879753L);
    }

    @Test
    void shouldAnswerAsAViewerWhoOpensTheHandshake() throws Exception {
        SessionDescription sent = SessionDescription.parse(answer().sdp());
        assertThat(sent.media()).extracting(MediaSection::kind).containsExactly("audio", "video");
        assertThat(sent.media().get(1).formats()).containsExactly("100", "101");
        for (MediaSection section : sent.media()) {
            assertThat(section.first(Setup.class)).contains(Setup.ACTIVE);
            assertThat(section.first(Direction.class)).contains(Direction.RECVONLY);
            assertThat(section.first(Mid.class)).isPresent();
            assertThat(section.all(ExtMap.class)).isEmpty();
        }
        assertThat(answer().sdp())
                .contains("a=ice-ufrag:ufragufr", "a=rtcp-fb:100 nack pli", "a=fmtp:101 apt=100")
                .doesNotContain("ice-lite", "transport-cc");
    }

    @Test
    void shouldTellWhyJanusRefused() throws Exception {
        assertThatThrownBy(() -> JanusClient.read(
                        "{\"janus\":\"error\",\"error\":{\"code\":458,\"reason\":\"No such session\"}}"))
                .isInstanceOf(IOException.class)
                .hasMessage("Janus refused: No such session");
        JsonNode refusal = JanusClient.read(
                "{\"janus\":\"event\",\"plugindata\":{\"data\":{\"error_code\":455,\"error\":\"No such mountpoint\"}}}");
        assertThatThrownBy(() -> JanusClient.offerIn(refusal)).hasMessage("Janus refused: No such mountpoint");
        assertThatThrownBy(() -> JanusClient.read("<html>")).hasMessageStartingWith("Janus answered nonsense");
        assertThat(JanusClient.offerIn(JanusClient.read("{\"janus\":\"keepalive\"}")))
                .isEmpty();
    }
}
