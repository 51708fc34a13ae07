package dev.treecast.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The offers of real clients (files beside this package's resources) and the server's own end in the tests. */
final class SdpFixtures {
    static final List<String> PUBLISHERS = List.of(
            "chromium-publish",
            "chromium-simulcast",
            "firefox-publish",
            "safari-publish",
            "obs-publish",
            "obs-simulcast",
            "gstreamer-publish",
            "larix-publish",
            "ffmpeg-publish",
            "aiortc-publish");
    static final List<String> VIEWERS = List.of("chromium-watch", "firefox-watch", "safari-watch", "aiortc-watch");

    static final String CANDIDATE = "candidate:1 1 udp 2130706431 192.0.2.10 7000 typ host";
    static final Fingerprint FINGERPRINT = Fingerprint.of("sha-256", new byte[32]);
    static final LocalTransport SERVER =
            new LocalTransport(42, "srvu", "serverpasswordserverpass", FINGERPRINT, List.of(CANDIDATE));
    static final LocalTransport CLIENT =
            new LocalTransport(7, "clnt", "clientpasswordclientpass", FINGERPRINT, List.of());

    static final OutgoingTrack OPUS = new OutgoingTrack(
            "opus", FormatParameters.parse("minptime=10;useinbandfec=1"), 21, NegotiatedMedia.UNKNOWN_SSRC);

    private SdpFixtures() {}

    static String text(String name) {
        String file = name.contains(".") ? name : name + ".sdp";
        try (InputStream in = SdpFixtures.class.getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Offer offer(String text) throws Exception {
        return OfferReader.read(SessionDescription.parse(text));
    }

    static Answer whip(String text) throws Exception {
        return WhipAnswerer.answer(offer(text), SERVER, PublishPolicy.defaults(), true);
    }

    static OutgoingTrack video(String encoding, String parameters) {
        return new OutgoingTrack(encoding, FormatParameters.parse(parameters), 11, 12);
    }

    static OutgoingTrack h264(String profileLevelId) {
        return video("H264", "packetization-mode=1;profile-level-id=" + profileLevelId);
    }

    static Answer whep(String text, OutgoingTrack video) throws Exception {
        return whep(text, Optional.of(OPUS), Optional.of(video));
    }

    static Answer whep(String text, Optional<OutgoingTrack> audio, Optional<OutgoingTrack> video) throws Exception {
        return WhepAnswerer.answer(offer(text), SERVER, new OutgoingStream("cname", "stream", audio, video), true);
    }
}
