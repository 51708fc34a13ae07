package dev.treecast.webrtc.stun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StunWriterTest {
    private static final byte[] ID = StunVectors.hex("b7e7a701bc34d686fa87dfae");

    private final StunMessage message = new StunMessage();
    private final StunWriter writer = new StunWriter(512);
    private final MessageIntegrity integrity = new MessageIntegrity(StunVectors.PASSWORD);

    @Test
    void shouldWriteXorMappedAddressAsRfc5769HasIt() throws Exception {
        writer.begin(StunMessage.BINDING_SUCCESS, ID, 0)
                .xorMappedAddress(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 32853))
                .finishBare();
        assertThat(hexOf(20, 32)).isEqualTo("002000080001a147e112a643");

        writer.begin(StunMessage.BINDING_SUCCESS, ID, 0)
                .xorMappedAddress(
                        new InetSocketAddress(InetAddress.ofLiteral("2001:db8:1234:5678:11:2233:4455:6677"), 32853))
                .finishBare();
        assertThat(hexOf(20, 44)).isEqualTo("002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9");
    }

    @Test
    void shouldWriteTheRequestOfRfc5769ButForItsPadding() {
        int length = writer.begin(StunMessage.BINDING_REQUEST, ID, 0)
                .software("STUN test client")
                .priority(0x6e0001ffL)
                .iceControlled(0x932ff9b151263b36L)
                .username("evtj:h6vY".getBytes(UTF_8))
                .finish(integrity);

        byte[] vector = StunVectors.request();
        assertThat(length).isEqualTo(vector.length);
        int beforePadding = length - 8 - 24 - 3; // the RFC pads with spaces, we with zeros
        assertThat(Arrays.copyOf(writer.buffer(), beforePadding)).isEqualTo(Arrays.copyOf(vector, beforePadding));
        assertThat(message.parse(writer.buffer(), 0, length)).isTrue();
        assertThat(message.fingerprintMatches()).isTrue();
        assertThat(integrity.verify(message)).isTrue();
    }

    @Test
    void shouldLeaveNothingOfTheMessageBeforeInThePadding() {
        writer.begin(StunMessage.BINDING_REQUEST, ID, 0)
                .bytes(0x8030, StunVectors.hex("ffffffffffffffff"))
                .finishBare();
        writer.begin(StunMessage.BINDING_REQUEST, ID, 0)
                .bytes(0x8030, new byte[] {1})
                .finishBare();
        assertThat(hexOf(20, 28)).isEqualTo("8030000101000000");
    }

    @Test
    void shouldReadBackWhatItWrote() {
        int length = writer.begin(StunMessage.BINDING_REQUEST, ID, 0)
                .username("abcd:efgh".getBytes(UTF_8))
                .useCandidate()
                .iceControlling(-3)
                .finishUnprotected();
        assertThat(message.parse(writer.buffer(), 0, length)).isTrue();
        assertThat(message.usernameEquals("abcd:efgh".getBytes(UTF_8))).isTrue();
        assertThat(message.usernameEquals("abcd:efg".getBytes(UTF_8))).isFalse();
        assertThat(message.usernameStartsWith("abcd:".getBytes(UTF_8))).isTrue();
        assertThat(message.usernameStartsWith("abce:".getBytes(UTF_8))).isFalse();
        assertThat(message.useCandidate()).isTrue();
        assertThat(message.iceControlling()).isTrue();
        assertThat(message.tieBreaker()).isEqualTo(-3);
        assertThat(message.fingerprintMatches()).isTrue();
        assertThat(message.hasMessageIntegrity()).isFalse();
    }

    private String hexOf(int from, int to) {
        return HexFormat.of().formatHex(writer.buffer(), from, to);
    }
}
