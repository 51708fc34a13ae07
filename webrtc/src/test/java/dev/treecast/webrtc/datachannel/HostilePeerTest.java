package dev.treecast.webrtc.datachannel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fuzz target's steps at random: a few hundred thousand of them in every run of the tests. */
class HostilePeerTest {
    @Test
    void shouldSurviveRandomAttacks() {
        long delivered = 0;
        for (int seed = 0; seed < 600; seed++) {
            Random random = new Random(seed);
            HostilePeer peer = new HostilePeer(seed);
            int kinds = random.nextInt(1, 0x10000);
            for (int step = 0; step < 400; step++) {
                byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(1_000) : random.nextInt(40)];
                random.nextBytes(bytes);
                int choice = random.nextInt(16);
                if ((kinds >> choice & 1) != 0) {
                    peer.step(choice, random.nextInt(), random.nextInt(), bytes);
                }
            }
            delivered += peer.delivered;
        }
        assertThat(delivered).isPositive();
    }
}
