package dev.treecast.webrtc.stun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StunMessageTest {
    private static final byte[] ID = StunVectors.hex("000102030405060708090a0b");
    private static final byte[] NO_VALUE = {};

    private final StunMessage message = new StunMessage();
    private final StunWriter writer = new StunWriter(1500);
    private final MessageIntegrity integrity = new MessageIntegrity(StunVectors.PASSWORD);

    @Test
    void shouldTellStunFromDtlsRtpAndNoise() {
        byte[] stun = StunVectors.request();
        assertThat(StunMessage.looksLikeStun(stun, 0, stun.length)).isTrue();
        assertThat(StunMessage.looksLikeStun(stun, 0, stun.length - 1)).isFalse();
        assertThat(StunMessage.looksLikeStun(stun, 0, stun.length - 4)).isFalse();
        assertThat(StunMessage.looksLikeStun(stun, 0, 19)).isFalse();
        assertThat(StunMessage.looksLikeStun(stun, 0, 0)).isFalse();
        for (int first : new int[] {4, 19, 22, 63, 64, 128, 191, 255}) {
            stun[0] = (byte) first;
            assertThat(StunMessage.looksLikeStun(stun, 0, stun.length)).isFalse();
        }
        byte[] wrongCookie = StunVectors.request();
        wrongCookie[5]++;
        assertThat(StunMessage.looksLikeStun(wrongCookie, 0, wrongCookie.length))
                .isFalse();
    }

    @Test
    void shouldTakeAMessageWithoutAttributes() {
        assertThat(parse(request().finishBare())).isTrue();
        assertThat(message.hasFingerprint()).isFalse();
        assertThat(message.fingerprintMatches()).isFalse();
        assertThat(message.hasMessageIntegrity()).isFalse();
        assertThat(integrity.verify(message)).isFalse();
    }

    @Test
    void shouldRejectAnAttributeThatIsLongerThanTheMessage() {
        int length = request().username("abcd:efgh".getBytes(UTF_8)).finishBare();
        for (int claimed = 13; claimed < 0x10000; claimed += 97) {
            StunMessage.putU16(writer.buffer(), 22, claimed);
            assertThat(parse(length)).as("length %d", claimed).isFalse();
            assertThat(StunMessage.localUsernameFragment(writer.buffer(), 0, length))
                    .isNull();
        }
    }

    @Test
    void shouldRejectKnownAttributesOfAWrongLength() {
        int[] types = {
            StunAttribute.MESSAGE_INTEGRITY,
            StunAttribute.FINGERPRINT,
            StunAttribute.PRIORITY,
            StunAttribute.ICE_CONTROLLED,
            StunAttribute.ICE_CONTROLLING,
            StunAttribute.USE_CANDIDATE,
            StunAttribute.XOR_MAPPED_ADDRESS
        };
        for (int type : types) {
            assertThat(parse(request().bytes(type, new byte[3]).finishBare()))
                    .as("type %x", type)
                    .isFalse();
        }
        assertThat(parse(request().bytes(StunAttribute.USERNAME, new byte[514]).finishBare()))
                .isFalse();
    }

    @Test
    void shouldCountTheFirstOfTwo() {
        assertThat(parse(request().priority(1).priority(2).finish(integrity))).isTrue();
        assertThat(message.priority()).isEqualTo(1);
    }

    @Test
    void shouldReadPriorityUnsigned() {
        assertThat(parse(request().priority(0xFFFF_FFFFL).finish(integrity))).isTrue();
        assertThat(message.priority()).isEqualTo(0xFFFF_FFFFL);
    }

    @Test
    void shouldNotBelieveWhatFollowsMessageIntegrity() {
        int length = request().username("abcd:efgh".getBytes(UTF_8)).finish(integrity);
        byte[] original = Arrays.copyOf(writer.buffer(), length - 8); // without FINGERPRINT
        byte[] smuggled = Arrays.copyOf(original, original.length + 4);
        StunMessage.putU16(smuggled, original.length, StunAttribute.USE_CANDIDATE);
        StunMessage.putU16(smuggled, 2, smuggled.length - 20);

        assertThat(message.parse(smuggled, 0, smuggled.length)).isTrue();

        assertThat(integrity.verify(message)).isTrue();
        assertThat(message.useCandidate()).isFalse();
    }

    @Test
    void shouldRejectWhateverFollowsFingerprint() {
        int length = request().finish(integrity);
        byte[] longer = Arrays.copyOf(writer.buffer(), length + 4);
        StunMessage.putU16(longer, length, StunAttribute.USE_CANDIDATE);
        StunMessage.putU16(longer, 2, longer.length - 20);
        assertThat(message.parse(longer, 0, longer.length)).isFalse();
    }

    @Test
    void shouldNameUnknownAttributesThatHaveToBeUnderstoodAndOnlyThose() {
        writer.begin(StunMessage.BINDING_REQUEST, ID, 0)
                .bytes(0x7001, NO_VALUE)
                .bytes(0xC057, new byte[4]) // GOOG_NETWORK_INFO
                .bytes(0x0003, new byte[4]);
        assertThat(parse(writer.finish(integrity))).isTrue();
        assertThat(message.unknownAttributeCount()).isEqualTo(2);
        assertThat(message.unknownAttribute(0)).isEqualTo(0x7001);
        assertThat(message.unknownAttribute(1)).isEqualTo(0x0003);
    }

    @Test
    void shouldBoundTheUnknownAttributesItRemembers() {
        request();
        for (int i = 0; i < 300; i++) {
            writer.bytes(0x7000 + i, NO_VALUE);
        }
        assertThat(parse(writer.finish(integrity))).isTrue();
        assertThat(message.unknownAttributeCount()).isEqualTo(StunMessage.UNKNOWN_ATTRIBUTES_MAX);
    }

    @Test
    void shouldForgetTheMessageBefore() {
        parse(request().useCandidate().priority(7).bytes(0x7001, NO_VALUE).finish(integrity));
        parse(request().finishBare());
        assertThat(message.useCandidate()).isFalse();
        assertThat(message.priority()).isEqualTo(-1);
        assertThat(message.unknownAttributeCount()).isZero();
        assertThat(message.hasMessageIntegrity()).isFalse();
    }

    @Test
    void shouldReadErrorCodes() {
        parse(writer.begin(StunMessage.BINDING_ERROR, ID, 0)
                .errorCode(487, "Role Conflict")
                .finish(integrity));
        assertThat(message.errorCode()).isEqualTo(487);
        parse(writer.begin(StunMessage.BINDING_ERROR, ID, 0)
                .bytes(StunAttribute.ERROR_CODE, new byte[] {0, 0, 2, 5})
                .finish(integrity));
        assertThat(message.errorCode()).isZero();
    }

    @Test
    void shouldFindTheSessionOfARequest() {
        assertThat(fragmentOf("abcd:efgh")).isEqualTo("abcd");
        assertThat(fragmentOf("abcd:")).isEqualTo("abcd");
        assertThat(fragmentOf("a".repeat(256) + ":" + "b".repeat(256))).isEqualTo("a".repeat(256));
        assertThat(fragmentOf(":efgh")).isNull();
        assertThat(fragmentOf("abcdefgh")).isNull();
        assertThat(fragmentOf("ab\0d:efgh")).isNull();
        assertThat(fragmentOf("abéd:efgh")).isNull();
        assertThat(fragmentOf("")).isNull();
        int length = request().finish(integrity);
        assertThat(StunMessage.localUsernameFragment(writer.buffer(), 0, length))
                .isNull();
    }

    private @Nullable String fragmentOf(String username) {
        int length = request().software("x").username(username.getBytes(UTF_8)).finish(integrity);
        return StunMessage.localUsernameFragment(writer.buffer(), 0, length);
    }

    private StunWriter request() {
        return writer.begin(StunMessage.BINDING_REQUEST, ID, 0);
    }

    private boolean parse(int length) {
        return message.parse(writer.buffer(), 0, length);
    }
}
