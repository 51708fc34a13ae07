package dev.treecast.webrtc.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class StunVectorsTest {
    private final StunMessage message = new StunMessage();
    private final MessageIntegrity integrity = new MessageIntegrity(StunVectors.PASSWORD);

    @Test
    void shouldReadTheRequestOfRfc5769() {
        byte[] bytes = StunVectors.request();

        assertThat(message.parse(bytes, 0, bytes.length)).isTrue();

        assertThat(message.type()).isEqualTo(StunMessage.BINDING_REQUEST);
        assertThat(message.transactionIdEquals(StunVectors.hex("b7e7a701bc34d686fa87dfae")))
                .isTrue();
        assertThat(message.software()).isEqualTo("STUN test client");
        assertThat(message.username()).isEqualTo("evtj:h6vY");
        assertThat(message.priority()).isEqualTo(0x6e0001ffL);
        assertThat(message.iceControlled()).isTrue();
        assertThat(message.iceControlling()).isFalse();
        assertThat(message.useCandidate()).isFalse();
        assertThat(message.tieBreaker()).isEqualTo(0x932ff9b151263b36L);
        assertThat(message.unknownAttributeCount()).isZero();
        assertThat(message.fingerprintMatches()).isTrue();
        assertThat(integrity.verify(message)).isTrue();
        assertThat(StunMessage.localUsernameFragment(bytes, 0, bytes.length)).isEqualTo("evtj");
    }

    @Test
    void shouldReadTheIpv4ResponseOfRfc5769() throws Exception {
        byte[] bytes = StunVectors.responseIpv4();

        assertThat(message.parse(bytes, 0, bytes.length)).isTrue();

        assertThat(message.type()).isEqualTo(StunMessage.BINDING_SUCCESS);
        assertThat(message.software()).isEqualTo("test vector");
        assertThat(message.xorMappedAddress())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 32853));
        assertThat(message.fingerprintMatches()).isTrue();
        assertThat(integrity.verify(message)).isTrue();
        assertThat(message.username()).isNull();
        assertThat(message.priority()).isEqualTo(-1);
        assertThat(message.errorCode()).isZero();
        assertThat(StunMessage.localUsernameFragment(bytes, 0, bytes.length)).isNull();
    }

    @Test
    void shouldReadTheIpv6ResponseOfRfc5769InTheMiddleOfABuffer() throws Exception {
        byte[] bytes = StunVectors.responseIpv6();
        byte[] buffer = new byte[bytes.length + 30];
        System.arraycopy(bytes, 0, buffer, 13, bytes.length);

        assertThat(message.parse(buffer, 13, bytes.length)).isTrue();

        assertThat(message.xorMappedAddress())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("2001:db8:1234:5678:11:2233:4455:6677"), 32853));
        assertThat(message.fingerprintMatches()).isTrue();
        assertThat(integrity.verify(message)).isTrue();
    }

    @Test
    void shouldRejectAnotherPasswordAndAnyFlippedBit() {
        byte[] bytes = StunVectors.request();
        message.parse(bytes, 0, bytes.length);
        assertThat(new MessageIntegrity("VOkJxbRl1RmTxUk/WvJxBu").verify(message))
                .isFalse();

        for (int bit = 0; bit < (bytes.length - 8) * 8; bit++) {
            byte[] flipped = StunVectors.request();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            boolean accepted = message.parse(flipped, 0, flipped.length) && integrity.verify(message);
            assertThat(accepted).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void shouldRejectAnyFlippedBitByFingerprint() {
        for (int bit = 0; bit < StunVectors.responseIpv4().length * 8; bit++) {
            byte[] flipped = StunVectors.responseIpv4();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            boolean accepted = message.parse(flipped, 0, flipped.length) && message.fingerprintMatches();
            assertThat(accepted).as("bit %d", bit).isFalse();
        }
    }
}
