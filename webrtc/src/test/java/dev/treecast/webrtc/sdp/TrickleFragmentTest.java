package dev.treecast.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class TrickleFragmentTest {

    /** The shape of RFC 9725 section 4.3.2. */
    @Test
    void shouldReadWhatTheRfcShows() throws Exception {
        TrickleFragment fragment = TrickleFragment.parse(SdpFixtures.text("trickle.sdpfrag"));
        assertThat(fragment.credentials()).contains(new IceAttributes("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1"));
        assertThat(fragment.candidates()).hasSize(3).allMatch(line -> line.startsWith("candidate:"));
        assertThat(fragment.endOfCandidates()).isTrue();
        assertThat(fragment.iceLite()).isFalse();
        assertThat(fragment.media().getFirst().first(Mid.class)).contains(new Mid("0"));
        assertThat(TrickleFragment.parse(fragment.write())).isEqualTo(fragment);
    }

    @Test
    void shouldReadSessionLevelCredentialsAndLooseCandidates() throws Exception {
        TrickleFragment fragment = TrickleFragment.parse("""
                a=ice-ufrag:abcd
                a=ice-pwd:0123456789012345678901
                a=ice-options:trickle
                a=candidate:1 1 udp 1 192.0.2.1 9 typ host
                m=video 9 RTP/AVP 0
                a=mid:1
                a=candidate:1 1 udp 1 192.0.2.1 9 typ host
                a=candidate:2 1 udp 1 192.0.2.2 9 typ host
                """);
        assertThat(fragment.credentials().orElseThrow().ufrag()).isEqualTo("abcd");
        assertThat(fragment.candidates()).hasSize(2);
        assertThat(fragment.trickle()).isTrue();
        assertThat(fragment.endOfCandidates()).isFalse();
    }

    @Test
    void shouldDoWithoutCredentials() throws Exception {
        assertThat(TrickleFragment.parse("m=audio 9 RTP/AVP 0\r\na=mid:0\r\na=end-of-candidates\r\n")
                        .credentials())
                .isEmpty();
    }

    @Test
    void shouldWriteARestart() throws Exception {
        String text = TrickleFragment.restart(SdpFixtures.SERVER, MediaKind.VIDEO, "0")
                .write();
        TrickleFragment fragment = TrickleFragment.parse(text);
        assertThat(fragment.iceLite()).isTrue();
        assertThat(fragment.credentials()).contains(new IceAttributes("srvu", "serverpasswordserverpass"));
        assertThat(fragment.candidates()).containsExactly(SdpFixtures.CANDIDATE);
        assertThat(fragment.endOfCandidates()).isTrue();
    }

    @Test
    void shouldWriteCandidates() throws Exception {
        IceAttributes credentials = new IceAttributes("abcd", "0123456789012345678901");
        TrickleFragment fragment = TrickleFragment.parse(
                TrickleFragment.candidates(credentials, MediaKind.AUDIO, "0", List.of(SdpFixtures.CANDIDATE), false)
                        .write());
        assertThat(fragment.credentials()).contains(credentials);
        assertThat(fragment.candidates()).containsExactly(SdpFixtures.CANDIDATE);
        assertThat(fragment.endOfCandidates()).isFalse();
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertThatThrownBy(() -> TrickleFragment.parse("")).hasMessage("This SDP: the fragment is empty.");
        assertThatThrownBy(() -> TrickleFragment.parse("a=ice-ufrag:abcd\n"))
                .hasMessage("This SDP: a=ice-ufrag and a=ice-pwd belong together.");
        assertThatThrownBy(() -> TrickleFragment.parse("m=audio\n"))
                .hasMessage("Line 1 of this SDP: the m= line does not parse.");
        assertThatThrownBy(() -> TrickleFragment.parse("m=audio 9 RTP/AVP 0\n".repeat(33)))
                .hasMessage("Line 33 of this SDP: too many media sections.");
    }

    @Test
    void shouldSurviveRandomBytes() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(9_725);
        String seed = SdpFixtures.text("trickle.sdpfrag");
        int read = 0;
        for (int i = 0; i < 30_000; i++) {
            try {
                TrickleFragment fragment = TrickleFragment.parse(SessionDescriptionTest.mutate(seed, seed, random));
                fragment.credentials();
                fragment.candidates();
                fragment.write();
                read++;
            } catch (SdpParseException refused) {
                assertThat(refused.getMessage()).endsWith(".");
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }
}
