package dev.treecast.webrtc.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.sdp.Fingerprint;
import dev.treecast.webrtc.sdp.IceAttributes;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.MediaKind;
import dev.treecast.webrtc.sdp.SdpParseException;
import dev.treecast.webrtc.sdp.TrickleFragment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceSessionTest {
    private static final IceCredentials LOCAL = new IceCredentials("srvrsrvr", "serverserverserverserver");
    private static final IceCredentials REMOTE = new IceCredentials("viewview", "viewerviewerviewerviewer");
    private static final String CANDIDATE = "candidate:1 1 udp 2130706431 198.51.100.7 40000 typ host";

    private final List<IceCredentials> restarts = new ArrayList<>();
    private int generation = 1;
    private final IceSession ice = new IceSession(
            LOCAL,
            REMOTE,
            new LocalTransport(
                    1,
                    LOCAL.usernameFragment(),
                    LOCAL.password(),
                    Fingerprint.of("sha-256", new byte[32]),
                    List.of("candidate:1 1 udp 2130706431 192.0.2.1 7000 typ host")),
            () -> new IceCredentials("srvr000" + ++generation, "server-again-server-again"));

    private SessionPatch patch(String ifMatch, TrickleFragment fragment) throws SignalingException {
        return ice.patch(Optional.of(ifMatch), fragment, (local, remote) -> {
            restarts.add(local);
            restarts.add(remote);
        });
    }

    private static TrickleFragment candidates(String fragment, String password) {
        return TrickleFragment.candidates(
                new IceAttributes(fragment, password), MediaKind.VIDEO, "0", List.of(CANDIDATE), true);
    }

    private static TrickleFragment trickle() {
        return candidates(REMOTE.usernameFragment(), REMOTE.password());
    }

    private static TrickleFragment restart() {
        return candidates("view0002", "viewer2viewer2viewer2vie");
    }

    @Test
    void shouldTagTheSessionStrongly() {
        assertThat(ice.entityTag()).isEqualTo("\"srvrsrvr\"");
        assertThat(IceSession.entityTagOf(LOCAL)).isEqualTo(ice.entityTag());
    }

    @Test
    void shouldAskForTheTag() {
        assertThatThrownBy(() -> ice.patch(Optional.empty(), trickle(), (l, r) -> {}))
                .isInstanceOfSatisfying(
                        SignalingException.class, e -> assertThat(e.status()).isEqualTo(428));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"another\"", "srvrsrvr", "W/\"srvrsrvr\"", "", "\"a\", \"b\""})
    void shouldRefuseATagThatDoesNotHold(String tag) {
        assertThatThrownBy(() -> patch(tag, restart())).isInstanceOfSatisfying(SignalingException.class, e -> {
            assertThat(e.status()).isEqualTo(412);
            assertThat(e.getMessage()).as("says which one does").contains("\"srvrsrvr\"");
        });
        assertThat(restarts).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"srvrsrvr\"", "  \"srvrsrvr\" ", "\"a\", \"srvrsrvr\""})
    void shouldTakeCandidatesUnderTheTagThatHolds(String tag) throws SignalingException {
        SessionPatch patched = patch(tag, trickle());
        assertThat(patched.fragment()).isEmpty();
        assertThat(patched.entityTag()).isEqualTo("\"srvrsrvr\"");
        assertThat(restarts).isEmpty();
    }

    @Test
    void shouldTakeCandidatesWithoutCredentials() throws SignalingException, SdpParseException {
        TrickleFragment bare =
                TrickleFragment.parse("m=video 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=" + CANDIDATE + "\r\n");
        assertThat(patch("\"srvrsrvr\"", bare).fragment()).isEmpty();
        assertThat(restarts).isEmpty();
    }

    @Test
    void shouldRestartWithNewCredentialsAndANewTag() throws SignalingException, SdpParseException {
        SessionPatch patched = patch(ice.entityTag(), restart());
        assertThat(patched.entityTag()).isEqualTo("\"srvr0002\"").isEqualTo(ice.entityTag());
        assertThat(restarts)
                .containsExactly(
                        new IceCredentials("srvr0002", "server-again-server-again"),
                        new IceCredentials("view0002", "viewer2viewer2viewer2vie"));
        TrickleFragment answer = TrickleFragment.parse(patched.fragment().orElseThrow());
        assertThat(answer.credentials()).contains(new IceAttributes("srvr0002", "server-again-server-again"));
        assertThat(answer.candidates()).containsExactly("candidate:1 1 udp 2130706431 192.0.2.1 7000 typ host");
        assertThat(answer.iceLite()).isTrue();
        assertThat(patched.fragment().orElseThrow()).contains("m=video ").contains("a=mid:0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"*\"", " * "})
    void shouldRestartUnderAnyTag(String any) throws SignalingException {
        assertThat(patch(any, restart()).entityTag()).isEqualTo("\"srvr0002\"");
        assertThat(restarts).hasSize(2);
    }

    @Test
    void shouldAnswerARestartAgainWhoseAnswerWasLost() throws SignalingException {
        SessionPatch first = patch("*", restart());
        assertThat(patch("*", restart())).isEqualTo(first);
        assertThat(restarts).as("it is still the same restart").hasSize(2);
    }

    @Test
    void shouldTakeCandidatesOfTheFirstCredentialsUnderAnyTag() throws SignalingException {
        assertThat(patch("*", trickle()).fragment()).isEmpty();
    }

    @Test
    void shouldForgetTheOldTagAfterARestart() throws SignalingException {
        patch("\"srvrsrvr\"", restart());
        assertThatThrownBy(() -> patch("\"srvrsrvr\"", trickle()))
                .isInstanceOfSatisfying(
                        SignalingException.class, e -> assertThat(e.status()).isEqualTo(412));
        assertThat(patch("\"srvr0002\"", restart()).fragment())
                .as("candidates of the new generation")
                .isEmpty();
        assertThat(patch("\"srvr0002\"", candidates("view0003", "viewer3viewer3viewer3vie"))
                        .entityTag())
                .isEqualTo("\"srvr0003\"");
        assertThat(restarts).hasSize(4);
    }

    @Test
    void shouldRefuseCredentialsOutOfBounds() {
        assertThatThrownBy(() -> patch(ice.entityTag(), candidates("abc", "viewer2viewer2viewer2vie")))
                .isInstanceOfSatisfying(
                        SignalingException.class, e -> assertThat(e.status()).isEqualTo(422));
        assertThatThrownBy(() -> patch(ice.entityTag(), candidates("view0002", "short")))
                .isInstanceOfSatisfying(
                        SignalingException.class, e -> assertThat(e.status()).isEqualTo(422));
        assertThat(restarts).isEmpty();
        assertThat(ice.entityTag()).isEqualTo("\"srvrsrvr\"");
    }

    @Test
    void shouldWriteCandidatesBestFirst() {
        List<String> lines = IceSession.candidateAttributes(List.of(
                new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 7_000),
                new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 7_000)));
        assertThat(lines).hasSize(2).allMatch(line -> line.startsWith("candidate:"));
        assertThat(lines.get(0)).contains(" 192.0.2.1 7000 typ host");
        assertThat(lines.get(1)).contains(" 7000 typ host");
        assertThat(priority(lines.get(0))).isGreaterThan(priority(lines.get(1)));
    }

    private static long priority(String candidate) {
        return Long.parseLong(candidate.split(" ", 6)[3]);
    }
}
