package dev.treecast.bench.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The rows of {@code bench loss}, each a simulation that is run when it is asked for. */
public final class LossTable {
    private static final double[] LOSSES = {0.01, 0.05, 0.10};
    private static final int ROUND_TRIP_MS = 40;
    private static final int DEADLINE_MS = 120;
    private static final int LONG_ROUND_TRIP_MS = 200;
    private static final int BURST_MS = 5;

    private final int packets;
    private final long seed;
    private final List<Supplier<LossRow>> rows = new ArrayList<>();

    /** @param packets of each simulation: what is lost once in a million packets takes some millions to be seen */
    public LossTable(int packets, long seed) {
        this.packets = packets;
        this.seed = seed;
        downlink();
        bursts();
        longRoundTrip();
        uplink();
        sound();
    }

    public List<Supplier<LossRow>> rows() {
        return rows;
    }

    private void downlink() {
        for (boolean known : new boolean[] {true, false}) {
            String viewer = known ? "" : ", viewer without round trip";
            for (Scheme scheme : List.of(Scheme.ONCE, Scheme.TWICE, Scheme.TREECAST)) {
                for (double loss : LOSSES) {
                    add(scheme.text() + viewer, plan(scheme, loss, 0, 0, known));
                }
            }
            for (double loss : LOSSES) {
                add(Scheme.TREECAST.text() + viewer, plan(Scheme.TREECAST, loss, 0, loss, known));
            }
        }
    }

    private void bursts() {
        for (Scheme scheme : List.of(Scheme.ONCE, Scheme.TREECAST, Scheme.PADDED)) {
            for (double loss : LOSSES) {
                add(scheme.text(), plan(scheme, loss, BURST_MS, 0, true));
            }
        }
    }

    /** FEC costs what repeating twice does: two packets for each that is lost. */
    private void longRoundTrip() {
        for (int burstMs : new int[] {0, BURST_MS}) {
            for (int deadlineMs : new int[] {LONG_ROUND_TRIP_MS + 100, LONG_ROUND_TRIP_MS + 300}) {
                for (double loss : LOSSES) {
                    int group = (int) Math.round(1 / (2 * loss));
                    for (Scheme scheme :
                            List.of(Scheme.ONCE, Scheme.TWICE, Scheme.TREECAST, Scheme.FEC, Scheme.FEC_AND_ONCE)) {
                        add(
                                scheme.text(),
                                new LossPlan(
                                        scheme,
                                        loss,
                                        burstMs,
                                        0,
                                        LONG_ROUND_TRIP_MS,
                                        deadlineMs,
                                        true,
                                        scheme == Scheme.FEC_AND_ONCE ? 2 * group : group,
                                        packets,
                                        seed));
                    }
                }
            }
        }
    }

    private void uplink() {
        for (boolean known : new boolean[] {true, false}) {
            String what = known ? "publisher" : "publisher, round trip unknown";
            for (double share : new double[] {0, 1}) {
                for (double loss : LOSSES) {
                    LossPlan plan = plan(Scheme.ONCE, loss, 0, share * loss, known);
                    rows.add(() -> Uplink.run(what, plan));
                }
            }
        }
    }

    private void sound() {
        for (int burstMs : new int[] {0, 6 * BURST_MS}) {
            for (int before = 0; before <= 2; before++) {
                int frames = before;
                String what = before == 0 ? "sound" : "sound, RED with " + before;
                for (double loss : LOSSES) {
                    LossPlan plan = plan(Scheme.ONCE, loss, burstMs, 0, true);
                    rows.add(() -> RedundantSound.run(what, plan, frames));
                }
            }
        }
    }

    private LossPlan plan(Scheme scheme, double loss, int burstMs, double requestsLost, boolean known) {
        return new LossPlan(scheme, loss, burstMs, requestsLost, ROUND_TRIP_MS, DEADLINE_MS, known, 0, packets, seed);
    }

    private void add(String what, LossPlan plan) {
        rows.add(() -> LossRow.of(what, LossSimulation.run(plan)));
    }
}
