package dev.treecast.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DependencyDescriptorTest {
    private static final int STRUCTURE = 0b10000;
    private static final int ACTIVE_TARGETS = 0b01000;
    private static final int INDICATIONS = 0b00100;

    private final DependencyDescriptor descriptor = new DependencyDescriptor();

    private boolean read(DescriptorBits bits, long sequence) {
        byte[] bytes = bits.bytes();
        return descriptor.read(bytes, 0, bytes.length, sequence);
    }

    private static DescriptorBits keyframe(int idOffset, String... templates) {
        return DescriptorBits.frame(true, false, idOffset, 1)
                .flags(STRUCTURE)
                .structure(idOffset, true, true, templates);
    }

    @Test
    void shouldReadLayersOfTheTemplates() {
        assertThat(read(keyframe(60, DescriptorBits.L2T2), 10)).isTrue();
        assertThat(descriptor.hasStructure()).isTrue();
        assertThat(descriptor.targets()).isEqualTo(4);
        assertThat(descriptor.activeTargets()).isEqualTo(0b1111);
        assertThat(descriptor.startsFrame()).isTrue();
        assertThat(descriptor.endsFrame()).isFalse();

        // Template ids go round after 63: 60 + 5.
        assertThat(read(DescriptorBits.frame(false, true, 1, 0xfffe), 11)).isTrue();
        assertThat(descriptor.hasStructure()).isFalse();
        assertThat(descriptor.frameNumber()).isEqualTo(0xfffe);
        assertThat(descriptor.startsFrame()).isFalse();
        assertThat(descriptor.endsFrame()).isTrue();
        assertThat(descriptor.spatialLayer()).isEqualTo(1);
        assertThat(descriptor.temporalLayer()).isEqualTo(1);
    }

    @Test
    void shouldKnowWhereHigherTemporalLayersCanBeTakenUp() {
        read(keyframe(0, DescriptorBits.L1T3), 1);
        assertThat(descriptor.switchingUpPoint()).isTrue();
        // The base, of which the uppermost target needs more than this frame; the middle; the uppermost.
        assertThat(switchesUp(1)).isFalse();
        assertThat(switchesUp(2)).isTrue();
        assertThat(switchesUp(3)).isFalse();
    }

    private boolean switchesUp(int templateId) {
        assertThat(read(DescriptorBits.frame(true, true, templateId, 5), 5)).isTrue();
        return descriptor.switchingUpPoint();
    }

    @Test
    void shouldTakeAFramesOwnIndicationsBeforeThoseOfItsTemplate() {
        read(keyframe(0, DescriptorBits.L1T3), 1);

        DescriptorBits own =
                DescriptorBits.frame(true, true, 1, 2).flags(INDICATIONS).put(0b10_10_10, 6);

        assertThat(read(own, 2)).isTrue();
        assertThat(descriptor.switchingUpPoint()).isTrue();
        assertThat(switchesUp(1)).isFalse();
    }

    @Test
    void shouldFollowTheActiveTargets() {
        read(keyframe(0, DescriptorBits.L1T3), 1);

        assertThat(read(
                        DescriptorBits.frame(true, true, 1, 2)
                                .flags(ACTIVE_TARGETS)
                                .put(0b011, 3),
                        2))
                .isTrue();

        assertThat(descriptor.activeTargets()).isEqualTo(0b011);
    }

    @Test
    void shouldKnowNothingBeforeAStructureCame() {
        assertThat(read(DescriptorBits.frame(true, true, 0, 1), 1)).isFalse();
        read(keyframe(0, DescriptorBits.L1T3), 2);
        descriptor.restart();
        assertThat(read(DescriptorBits.frame(true, true, 0, 1), 3)).isFalse();
    }

    @Test
    void shouldRefuseTemplatesThatAreNotThere() {
        read(keyframe(0, DescriptorBits.L1T3), 1);

        assertThat(read(DescriptorBits.frame(true, true, 5, 2), 2)).isFalse();
        assertThat(read(DescriptorBits.frame(true, true, 63, 2), 2)).isFalse();
    }

    @Test
    void shouldNotGoBackToAStructureThatIsRecoveredLate() {
        read(keyframe(10, DescriptorBits.L2T2), 100);

        assertThat(read(keyframe(0, DescriptorBits.L1T3), 50)).isTrue();

        assertThat(descriptor.temporalLayer()).isZero();
        assertThat(read(DescriptorBits.frame(true, true, 15, 2), 101)).isTrue();
        assertThat(descriptor.spatialLayer()).isEqualTo(1);
        assertThat(read(DescriptorBits.frame(true, true, 1, 2), 102)).isFalse();
    }

    @Test
    void shouldRefuseWhateverIsCutOff() {
        byte[] whole = keyframe(0, DescriptorBits.L2T2).bytes();
        for (int length = 0; length < whole.length; length++) {
            assertThat(descriptor.read(whole, 0, length, 1))
                    .describedAs("%d of %d bytes", length, whole.length)
                    .isFalse();
        }
        assertThat(descriptor.read(whole, 0, whole.length, 1)).isTrue();
        assertThat(descriptor.targets()).isEqualTo(4);
    }

    @Test
    void shouldRefuseMoreLayersThanThereCanBe() {
        DescriptorBits bits = DescriptorBits.frame(true, true, 0, 1)
                .flags(STRUCTURE)
                .put(0, 6)
                .put(0, 5);
        for (int i = 0; i < 4; i++) {
            bits.put(2, 2);
        }
        bits.put(3, 2).put(0, 31).put(0, 31);

        assertThat(read(bits, 1)).isFalse();
    }

    @Test
    void shouldReadNumbersBelowAnyCount() {
        for (int count = 1; count < 40; count++) {
            for (int value = 0; value < count; value++) {
                DescriptorBits bits = new DescriptorBits();
                int width = Integer.SIZE - Integer.numberOfLeadingZeros(count);
                int shorter = (1 << width) - count;
                byte[] bytes = (value < shorter ? bits.put(value, width - 1) : bits.put(value + shorter, width))
                        .put(1, 1)
                        .bytes();
                BitReader in = new BitReader();
                in.wrap(bytes, 0, bytes.length);
                assertThat(in.readBelow(count)).isEqualTo(value);
                assertThat(in.readFlag()).isTrue();
            }
        }
    }

    /** Nothing is thrown, and what is accepted is within bounds. */
    @Test
    void shouldSurviveAnything() {
        SplittableRandom random = new SplittableRandom(7);
        byte[] good = keyframe(3, DescriptorBits.L2T2).bytes();
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = round % 2 == 0 ? good.clone() : new byte[random.nextInt(40)];
            if (round % 2 == 0) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            } else {
                random.nextBytes(bytes);
            }
            DependencyReading.read(descriptor, bytes, round);
        }
    }
}
