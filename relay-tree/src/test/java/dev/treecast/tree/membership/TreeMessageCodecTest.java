package dev.treecast.tree.membership;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.tree.pki.NodeRole;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeMessageCodecTest {
    private static final List<TrackDescription> TRACKS =
            List.of(new TrackDescription(0, 0xFFFF_FFFFL, "H264", "profile-level-id=42e01f", "q"));

    private final TreeMessageCodec codec = new TreeMessageCodec();

    static List<TreeMessage> messages() {
        Opaque body = new Opaque(new byte[] {1, 2, -3});
        return List.of(
                new TreeMessage.Hello(1, 2, "n-1", "eu", Set.of(NodeRole.RELAY, NodeRole.EDGE)),
                new TreeMessage.Subscribe(1, "s", 3, 1, Map.of(0, 1L << 40, 1, 7L), List.of("relay-1")),
                new TreeMessage.Accept(1, "s", "p", TRACKS, List.of("i", "r")),
                new TreeMessage.Redirect(0, "s", List.of("a", "b")),
                new TreeMessage.Refuse(9, "s", RefusalCode.TOO_DEEP, 250),
                new TreeMessage.Unsubscribe("s"),
                new TreeMessage.Layers("s", 5),
                new TreeMessage.PathChanged("s", "p", TRACKS, List.of()),
                new TreeMessage.LayerRates("s", "p", List.of(-1L, 0L, TreeMessage.LayerRates.RATE_MAX)),
                new TreeMessage.Ended("s"),
                new TreeMessage.Keepalive(3, 200, 1, 2, Long.MAX_VALUE),
                new TreeMessage.Drain(10_000),
                new TreeMessage.KeyRequest("s", "e", body),
                new TreeMessage.KeyRelease("s", "e", body),
                new TreeMessage.KeyAnswer("s", "e", body),
                new TreeMessage.Tick("s", body),
                new TreeMessage.Event("s", new Opaque(new byte[Opaque.LENGTH_MAX])));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void shouldReadWhatItWrites(TreeMessage message) {
        assertThat(codec.decode(TreeMessageCodec.encode(message))).contains(message);
    }

    @Test
    void shouldHaveAnExampleOfEveryType() {
        assertThat(messages().stream().map(Object::getClass).toList())
                .containsExactlyInAnyOrderElementsOf(TreeMessageCodec.messages().values().stream()
                        .map(type -> (Class<? extends TreeMessage>) type)
                        .toList());
    }

    @Test
    void shouldLookAsDocumented() {
        assertThat(new String(TreeMessageCodec.encode(new TreeMessage.Refuse(1, "s", RefusalCode.NO_SOURCE, 5)), UTF_8))
                .isEqualTo(
                        "{\"type\":\"refuse\",\"request\":1,\"stream\":\"s\",\"code\":\"no-source\",\"retryAfterMs\":5}");
    }

    private boolean isRead(String json) {
        return codec.decode(json.replace('\'', '"').getBytes(UTF_8)).isPresent();
    }

    @Test
    void shouldPassOverWhatLaterVersionsMaySay() {
        assertThat(isRead("{'type':'ended','stream':'s','reason':{'a':[1]}}")).isTrue();
        assertThat(isRead("{'type':'refuse','request':1,'stream':'s','code':'moon','retryAfterMs':1}"))
                .isTrue();
        assertThat(isRead("{'type':'dance','stream':'s'}")).isFalse();
        assertThat(codec.unknown()).isEqualTo(1);
        assertThat(codec.refused()).isZero();
    }

    @Test
    void shouldUnderstandTracksOfVersion1() {
        String json = "{'type':'accept','request':1,'stream':'s','publication':'p','path':['a'],"
                + "'tracks':[{'index':0,'ssrc':7,'codec':'VP8','formatParameters':''}]}";
        assertThat(codec.decode(json.replace('\'', '"').getBytes(UTF_8)))
                .contains(new TreeMessage.Accept(
                        1, "s", "p", List.of(new TrackDescription(0, 7, "VP8", "", "")), List.of("a")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{'type':1}",
                "{'type':'ended'}",
                "{'type':'ended','stream':null}",
                "{'type':'ended','stream':'s'} {}",
                "{'type':'ended','stream':'s','stream':'t'}",
                "{'type':'ended','stream':'a b'}",
                "{'type':'ended','stream':''}",
                "{'type':'layers','stream':'s','layers':0}",
                "{'type':'layers','stream':'s','layers':65536}",
                "{'type':'layers','stream':'s','layers':1.5}",
                "{'type':'layers','stream':'s'}",
                "{'type':'layer-rates','stream':'s','publication':'p','rates':[]}",
                "{'type':'layer-rates','stream':'s','publication':'p','rates':[-2]}",
                "{'type':'layer-rates','stream':'s','publication':'p','rates':[null]}",
                "{'type':'layer-rates','stream':'s','publication':'p','rates':[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]}",
                "{'type':'accept','request':1,'stream':'s','publication':'p','path':['a'],"
                        + "'tracks':[{'index':0,'ssrc':7,'codec':'VP8','formatParameters':'','rid':'12345678901234567'}]}",
                "{'type':'subscribe','request':0,'stream':'s','layers':1,'height':0,'have':{}}",
                "{'type':'subscribe','request':1,'stream':'s','layers':1,'height':3,'have':{}}",
                "{'type':'subscribe','request':1,'stream':'s','layers':1,'height':0,'have':{'99':1}}",
                "{'type':'subscribe','request':1,'stream':'s','layers':1,'height':0,'have':{'0':-1}}",
                "{'type':'accept','request':1,'stream':'s','publication':'p','tracks':[],'path':[]}",
                "{'type':'accept','request':1,'stream':'s','publication':'p','tracks':[null],'path':['a']}",
                "{'type':'accept','request':1,'stream':'s','publication':'p','tracks':[],"
                        + "'path':['1','2','3','4','5','6','7','8','9']}",
                "{'type':'redirect','request':1,'stream':'s','candidates':['1','2','3','4','5','6','7','8','9']}",
                "{'type':'hello','versionMin':2,'versionMax':1,'node':'n','region':'r','roles':[]}",
                "{'type':'hello','versionMin':1,'versionMax':1,'node':'n','region':'r','roles':['king']}",
                "{'type':'tick','stream':'s','body':'***'}",
                "{'type':'keepalive','children':1e99,'capacity':1,'originNs':0,'receiveNs':0,'transmitNs':0}"
            })
    void shouldRefuse(String json) {
        assertThat(isRead(json)).isFalse();
        assertThat(codec.refused()).isEqualTo(1);
    }

    @Test
    void shouldBoundItsMessages() {
        assertThat(isRead("{'type':'ended','stream':'s','x':'" + "y".repeat(TreeMessageCodec.LENGTH_MAX) + "'}"))
                .isFalse();
        assertThatThrownBy(() -> new Opaque(new byte[Opaque.LENGTH_MAX + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        List<TrackDescription> tracks = java.util.stream.IntStream.range(0, Bounds.TRACKS_MAX)
                .mapToObj(i -> new TrackDescription(i, i, "H264", "x".repeat(TrackDescription.FORMAT_LENGTH_MAX)))
                .toList();
        assertThat(codec.decode(TreeMessageCodec.encode(new TreeMessage.Accept(1, "s", "p", tracks, List.of("i")))))
                .isPresent();
    }

    /** Whatever comes is read, or counted. */
    @Test
    void shouldTakeAnyBytes() {
        SplittableRandom random = new SplittableRandom(5);
        List<byte[]> written = messages().stream().map(TreeMessageCodec::encode).toList();
        long read = 0;
        int tries = 20_000;
        for (int i = 0; i < tries; i++) {
            byte[] bytes = written.get(random.nextInt(written.size() - 1)).clone();
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(random.nextBoolean() ? 128 : 256);
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
            read += codec.decode(Arrays.copyOf(bytes, length)).isPresent() ? 1 : 0;
        }
        assertThat(read + codec.refused() + codec.unknown()).isEqualTo(tries);
        assertThat(codec.refused()).isPositive();
    }
}
