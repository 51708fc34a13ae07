package dev.treecast.webrtc.ice;

import static dev.treecast.webrtc.ice.IceFixtures.HOME;
import static dev.treecast.webrtc.ice.IceFixtures.OPTIONS;
import static dev.treecast.webrtc.ice.IceFixtures.SECOND;
import static dev.treecast.webrtc.ice.IceFixtures.address;
import static dev.treecast.webrtc.ice.IceFixtures.check;
import static dev.treecast.webrtc.ice.IceFixtures.nominating;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IceLiteBoundsTest extends IceLiteHarness {
    /** Measured: 104 to 136 bytes, most of it the digests that HmacSHA1 returns and the bytes of the address. */
    private static final long ALLOCATED_PER_CHECK_MAX = 300;

    private static final IceOutput NOWHERE = new IceOutput() {
        @Override
        public void send(InetSocketAddress to, byte[] data, int off, int len) {}

        @Override
        public void selected(InetSocketAddress address) {}
    };

    @Test
    void shouldRememberABoundedNumberOfAddressesAndAlwaysTheSelectedOne() {
        receive(HOME, nominating());
        for (int i = 0; i < 1_000; i++) {
            nowNs += SECOND / 10;
            receive(address("10.0.0.1", 10_000 + i), check());
            receive(HOME, nominating());
        }
        assertThat(agent.validatedCount()).isEqualTo(OPTIONS.remoteAddressesMax());
        assertThat(agent.isValidated(HOME)).isTrue();
        assertThat(agent.selectedAddress()).isEqualTo(HOME);
        assertThat(agent.isValidated(address("10.0.0.1", 10_999))).isTrue();
        assertThat(agent.isValidated(address("10.0.0.1", 10_000))).isFalse();
        int evicted = 1_001 - OPTIONS.remoteAddressesMax();
        assertThat(agent.counters().addressesEvicted()).isEqualTo(evicted);
        assertThat(output.events.stream().filter(e -> e.startsWith("forgotten")))
                .hasSize(evicted);
    }

    @Test
    void shouldEvictTheAddressThatWasSilentLongest() {
        receive(HOME, nominating());
        for (int i = 0; i < OPTIONS.remoteAddressesMax() - 1; i++) {
            nowNs++;
            receive(address("10.0.0.1", 10_000 + i), check());
        }
        nowNs++;
        receive(address("10.0.0.1", 10_000), check());
        nowNs++;
        receive(address("10.0.0.1", 20_000), check());
        assertThat(agent.isValidated(address("10.0.0.1", 10_000))).isTrue();
        assertThat(agent.isValidated(address("10.0.0.1", 10_001))).isFalse();
    }

    @Test
    void shouldBoundTheAnswersPerSecond() {
        for (int i = 0; i < 1_000; i++) {
            receive(HOME, check());
        }
        assertThat(output.sent).hasSize(OPTIONS.checksPerSecondMax());
        assertThat(agent.counters().overRate()).isEqualTo(1_000 - OPTIONS.checksPerSecondMax());

        nowNs += SECOND / 2;
        for (int i = 0; i < 1_000; i++) {
            receive(HOME, check());
        }
        assertThat(output.sent).hasSize(OPTIONS.checksPerSecondMax() * 3 / 2);
        nowNs += 100_000 * SECOND;
        for (int i = 0; i < 1_000; i++) {
            receive(HOME, check());
        }
        assertThat(output.sent).hasSize(OPTIONS.checksPerSecondMax() * 5 / 2);
    }

    @Test
    void shouldNotLetAStrangersFloodUseUpTheViewersShare() {
        byte[] forged = check();
        forged[forged.length - 20]++;
        for (int i = 0; i < 10_000; i++) {
            receive(HOME, forged);
        }
        receive(HOME, nominating());
        assertThat(output.sent).hasSize(1);
    }

    @Test
    void shouldSurviveMutatedChecksWithoutAnsweringThem() {
        Random random = new Random(8445);
        byte[] original = nominating();
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = original.clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            }
            if (!Arrays.equals(bytes, original)) {
                receive(HOME, bytes);
            }
        }
        assertThat(output.sent).isEmpty();
        assertThat(agent.validatedCount()).isZero();
    }

    @Test
    void shouldAllocateLittleForAConsentCheck() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] check = nominating();
        int rounds = 10_000;
        long before = 0;
        for (int i = 0; i < 2 * rounds; i++) {
            if (i == rounds) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            nowNs += SECOND;
            agent.handle(nowNs, HOME, check, 0, check.length, NOWHERE);
        }
        long perCheck = (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
        assertThat(agent.counters().validChecks()).isEqualTo(2L * rounds);
        assertThat(perCheck).isLessThan(ALLOCATED_PER_CHECK_MAX);
    }
}
