package dev.treecast.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SessionDescriptionTest {
    private static final String HEAD = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

    @Test
    void shouldWriteBackEveryRealOfferWithTheSameMeaning() throws Exception {
        List<String> names = new ArrayList<>(SdpFixtures.PUBLISHERS);
        names.addAll(SdpFixtures.VIEWERS);
        for (String name : names) {
            SessionDescription parsed = SessionDescription.parse(SdpFixtures.text(name));
            assertThat(SessionDescription.parse(parsed.write())).as(name).isEqualTo(parsed);
        }
    }

    @Test
    void shouldWriteChromiumsOfferBackLetterForLetter() throws Exception {
        String text = SdpFixtures.text("chromium-publish");
        assertThat(SessionDescription.parse(text).write()).isEqualTo(text);
    }

    @Test
    void shouldReadBareLineFeedsAsWellAsCrLf() throws Exception {
        String text = SdpFixtures.text("chromium-publish");
        assertThat(SessionDescription.parse(text.replace("\r\n", "\n"))).isEqualTo(SessionDescription.parse(text));
    }

    @Test
    void shouldReadEachKindOfAttribute() throws Exception {
        SessionDescription sdp = SessionDescription.parse(HEAD + "a=group:BUNDLE 0 1\r\na=x-unknown:some thing\r\n"
                + "z=unknown line\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 97\r\nc=IN IP4 0.0.0.0\r\n"
                + "a=rtpmap:96 VP8/90000\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:97 apt=96;Profile-Id = 2\r\n"
                + "a=rtcp-fb:* nack  pli\r\na=extmap:6/recvonly urn:x y z\r\na=rid:q send max-width=320\r\n"
                + "a=simulcast:send q;~h,i recv a\r\na=ssrc:4294967295 cname:a b\r\na=ssrc-group:FID 1 2\r\n"
                + "a=fingerprint:SHA-256 0a:FF\r\na=setup:active\r\na=sendonly\r\na=msid:s t\r\n"
                + "a=ice-options:ice2,trickle\r\na=bundle-only\r\n");
        MediaSection section = sdp.media().getFirst();
        assertThat(sdp.attributes())
                .containsExactly(new Group("BUNDLE", List.of("0", "1")), new OtherAttribute("x-unknown", "some thing"));
        assertThat(sdp.otherLines()).contains("z=unknown line");
        assertThat(section.all(RtpMap.class))
                .containsExactly(new RtpMap(96, "VP8", 90_000, 1), new RtpMap(111, "opus", 48_000, 2));
        FormatParameters parameters = section.first(Fmtp.class).orElseThrow().parameters();
        assertThat(parameters.number("apt", -1)).isEqualTo(96);
        assertThat(parameters.get("profile-id", "")).isEqualTo("2");
        assertThat(section.attributes())
                .contains(
                        new RtcpFeedback(RtcpFeedback.ALL, "nack pli"),
                        new ExtMap(6, Direction.RECVONLY, "urn:x", "y z"),
                        new Rid("q", Direction.SENDONLY, "max-width=320"),
                        new Simulcast(List.of(List.of("q"), List.of("~h", "i")), List.of(List.of("a"))),
                        new SsrcAttribute(0xffff_ffffL, "cname", "a b"),
                        new SsrcGroup("FID", List.of(1L, 2L)),
                        new Fingerprint("sha-256", "0A:FF"),
                        Setup.ACTIVE,
                        Direction.SENDONLY,
                        new MsId("s", "t"),
                        new IceOptions(List.of("ice2", "trickle")));
        assertThat(section.first(Simulcast.class).orElseThrow().sendRids()).containsExactly("q", "h");
        assertThat(section.rejected()).isFalse();
    }

    @Test
    void shouldCompareFingerprints() {
        Fingerprint fingerprint = Fingerprint.of("SHA-256", new byte[32]);
        assertThat(fingerprint.matches(new byte[32])).isTrue();
        assertThat(fingerprint.strong()).isTrue();
        byte[] other = new byte[32];
        other[31] = 1;
        assertThat(fingerprint.matches(other)).isFalse();
        assertThat(fingerprint.matches(new byte[31])).isFalse();
        assertThat(Fingerprint.of("sha-1", new byte[20]).strong()).isFalse();
        assertThat(Fingerprint.of("sha-256", new byte[20]).strong()).isFalse();
    }

    @Test
    void shouldTolerateWhatOnlyInforms() throws Exception {
        SessionDescription sdp = SessionDescription.parse(
                HEAD + "a=simulcast: send rid=q;h\r\na=ssrc:x cname\r\na=fmtp:webrtc-datachannel max=1\r\n\r\n");
        assertThat(sdp.attributes()).hasSize(3).allMatch(OtherAttribute.class::isInstance);
    }

    @Test
    void shouldNameTheLineThatDoesNotParse() {
        assertRefused("", "This SDP: it does not begin with v=0.", 0);
        assertRefused("hello", "Line 1 of this SDP: it does not begin with a letter and an equals sign.", 1);
        assertRefused("m=audio 9 RTP/AVP 0", "Line 1 of this SDP: it does not begin with v=0.", 1);
        assertRefused(HEAD + "a=rtpmap:1000 x/1", "Line 5 of this SDP: a=rtpmap does not parse.", 5);
        assertRefused(HEAD + "m=audio 99999 RTP/AVP 0", "Line 5 of this SDP: the m= line does not parse.", 5);
        assertRefused(HEAD + "m=audio 9 RTP/AVP 200", "Line 5 of this SDP: the m= line does not parse.", 5);
        assertRefused(HEAD + "a=mid:a\rb", "Line 5 of this SDP: it holds a control character.", 5);
        assertRefused(HEAD + "a=ice-ufrag:abc", "Line 5 of this SDP: a=ice-ufrag does not parse.", 5);
        assertRefused(HEAD + "a=ice-pwd:short", "Line 5 of this SDP: a=ice-pwd does not parse.", 5);
        assertRefused(HEAD + "a=fingerprint:sha-256 zz", "Line 5 of this SDP: a=fingerprint does not parse.", 5);
    }

    @Test
    void shouldBoundWhatItReads() {
        SdpLimits limits = SdpLimits.defaults();
        assertRefused(HEAD + "x".repeat(limits.charsMax()), "This SDP: it has 65579 characters; 65536 are allowed.", 0);
        assertRefused("v=0\n" + "\n".repeat(2_000), "Line 2001 of this SDP: more than 2000 lines.", 2001);
        assertRefused(HEAD + "a=" + "x".repeat(5_000), "Line 5 of this SDP: it is longer than 4096 characters.", 5);
        assertRefused(
                HEAD + "m=audio 9 RTP/AVP 0\n".repeat(33), "Line 37 of this SDP: more than 32 media sections.", 37);
        assertRefused(
                HEAD + "m=audio 9 RTP/AVP" + " 0".repeat(129), "Line 5 of this SDP: the m= line does not parse.", 5);
        assertRefused(HEAD + "a=group:BUNDLE" + " 0".repeat(65), "Line 5 of this SDP: a=group does not parse.", 5);
    }

    @Test
    void shouldNotWriteAValueThatWouldBreakOutOfItsLine() {
        StringBuilder out = new StringBuilder();
        assertThatThrownBy(() -> new MsId("a\r\na=evil", "t").writeTo(out))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(out).isEmpty();
    }

    @Test
    void shouldSurviveRandomBytes() throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_122);
        List<String> seeds = List.of(
                SdpFixtures.text("obs-publish"), SdpFixtures.text("aiortc-watch"), SdpFixtures.text("trickle.sdpfrag"));
        int answered = 0;
        for (int i = 0; i < 8_000; i++) {
            String text = mutate(seeds.get(i % 3), seeds.get(random.nextInt(3)), random);
            try {
                SessionDescription sdp = SessionDescription.parse(text);
                assertThat(SessionDescription.parse(sdp.write())).isEqualTo(sdp);
                Offer offer = OfferReader.read(sdp);
                Answer answer = i % 2 == 0
                        ? WhipAnswerer.answer(offer, SdpFixtures.SERVER, PublishPolicy.defaults(), true)
                        : SdpFixtures.whep(text, SdpFixtures.h264("42e01f"));
                SessionDescription.parse(answer.sdp());
                answered++;
            } catch (SdpParseException | NegotiationException refused) {
                assertThat(refused.getMessage()).endsWith(".");
            }
        }
        assertThat(answered).isGreaterThan(100);
    }

    /** A few edits: a character, a cut, a doubled stretch, a stretch of another text. */
    static String mutate(String seed, String other, RandomGenerator random) {
        StringBuilder text = new StringBuilder(seed);
        for (int edits = random.nextInt(4); edits >= 0; edits--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(40));
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, (char) random.nextInt(random.nextInt(8) == 0 ? 0xffff : 128));
                case 1 -> text.delete(at, end);
                case 2 -> text.insert(at, text.substring(at, end));
                default -> {
                    int from = random.nextInt(other.length());
                    text.insert(at, other, from, Math.min(other.length(), from + random.nextInt(200)));
                }
            }
        }
        return text.toString();
    }

    private static void assertRefused(String text, String sentence, int line) {
        assertThatThrownBy(() -> SessionDescription.parse(text)).isInstanceOfSatisfying(SdpParseException.class, e -> {
            assertThat(e).hasMessage(sentence);
            assertThat(e.lineNumber()).isEqualTo(line);
        });
    }
}
