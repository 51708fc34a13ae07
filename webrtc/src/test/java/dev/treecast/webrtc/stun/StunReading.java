package dev.treecast.webrtc.stun;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads all there is to read of arbitrary bytes: for the mutation test and the fuzzer alike. */
final class StunReading {
    private final StunMessage message = new StunMessage();
    private final MessageIntegrity integrity = new MessageIntegrity(StunVectors.PASSWORD);
    private int parsed;
    private int authentic;

    void read(byte[] bytes, int off, int len) {
        String fragment = StunMessage.localUsernameFragment(bytes, off, len);
        if (!message.parse(bytes, off, len)) {
            return;
        }
        parsed++;
        assertThat(StunMessage.looksLikeStun(bytes, off, len)).isTrue();
        assertThat(message.priority()).isBetween(-1L, 0xFFFF_FFFFL);
        assertThat(message.errorCode()).isBetween(0, 699);
        assertThat(message.unknownAttributeCount()).isBetween(0, StunMessage.UNKNOWN_ATTRIBUTES_MAX);
        message.xorMappedAddress();
        message.software();
        message.tieBreaker();
        message.fingerprintMatches();
        String username = message.username();
        // Both readings of a request name the same session, but for a USERNAME that integrity does not cover.
        if (fragment != null && message.hasMessageIntegrity() && username != null) {
            assertThat(username).startsWith(fragment + ":");
        }
        if (integrity.verify(message)) {
            authentic++;
        }
    }

    int parsed() {
        return parsed;
    }

    int authentic() {
        return authentic;
    }
}
