package dev.treecast.bench.loss;

import dev.treecast.bench.tree.Timeline;
import java.util.SplittableRandom;

/** Sound in packets of 20 ms, each with some of those before it once more (RFC 2198), and nothing asked for. */
public final class RedundantSound {
    private static final long PACKET_NS = 20 * Timeline.MS;

    private RedundantSound() {}

    /** @param before how many earlier frames each packet carries, 0 for none */
    public static LossRow run(String what, LossPlan plan, int before) {
        Path path = new Path(new SplittableRandom(plan.seed()), plan.loss(), plan.burstMs(), 0);
        boolean[] came = new boolean[plan.packets() + before];
        for (int packet = 0; packet < came.length; packet++) {
            if (path.arrivalNs(Timeline.SECOND + packet * PACKET_NS) != Timeline.NEVER) {
                for (int frame = Math.max(0, packet - before); frame <= packet; frame++) {
                    came[frame] = true;
                }
            }
        }
        int lost = 0;
        for (int frame = 0; frame < plan.packets(); frame++) {
            lost += came[frame] ? 0 : 1;
        }
        return new LossRow(
                what,
                plan.loss(),
                plan.burstMs(),
                0,
                plan.roundTripMs(),
                plan.deadlineMs(),
                lost / (double) plan.packets(),
                before,
                0);
    }
}
