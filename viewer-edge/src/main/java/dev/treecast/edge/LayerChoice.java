package dev.treecast.edge;

import java.util.ArrayList;
import java.util.List;

/**
 * Which layer of a picture one viewer is to be sent: the largest that its path is believed to carry. Down at once, up only when the estimate has
 * allowed it for a while, and later each time that going up turned out to be wrong, so that the picture does not swing. No I/O, no clock.
 */
final class LayerChoice {
    /** "Let the estimate decide". */
    static final int AUTOMATIC = -1;

    /** Why a layer was chosen. */
    enum Reason {
        START("what a path of this estimate carries"),
        ESTIMATE_BELOW("the path carries less than the layer needs"),
        ESTIMATE_ABOVE("the path carries a larger layer"),
        SILENT("the publisher sends nothing on the layer"),
        PINNED("asked for by the viewer");

        final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }
    }

    /**
     * One change of mind.
     *
     * @param from the layer before, −1 at the start
     * @param estimateBps what the path was believed to carry
     * @param neededBps what the layer that decided it took: of a way down the one that was left, else the chosen one
     * @param loss share of packets lost before repair
     */
    record Decision(long atNs, int from, int to, Reason reason, long estimateBps, long neededBps, double loss) {}

    /** What the publisher's layers take. */
    interface Rates {
        int layers();

        /** The smallest layer to begin with: what is below is for paths that are known to carry no more. */
        default int first() {
            return 0;
        }

        /** Bits a second on the wire; 0 for a layer that the publisher does not send, −1 for one that is not known. */
        long bitrateBps(int layer);
    }

    /** A layer larger by one takes so many times more, where it is not known: three to four in what browsers send. */
    private static final double RATIO = 3.5;

    /** A larger layer has to fit with this much to spare. */
    private static final double SPARE = 1.1;

    /** A layer is left when the estimate falls below this share of it: with random losses an estimate is close to what is sent. */
    private static final double BELOW = 0.8;

    /** An estimate may dip for the length of one feedback interval. */
    private static final long BELOW_NS = 200_000_000;

    /** After a way up the estimate is of what was sent before, and of the keyframe: only losses count. */
    private static final long SETTLING_NS = 2_500_000_000L;

    private static final double HEAVY_LOSS = 0.1;

    private static final long ABOVE_NS = 500_000_000;

    /** After a way down nothing goes up for this long; twice that after each way up that did not last {@link #LASTING_NS}. */
    private static final long REST_NS = 3_000_000_000L;

    private static final long REST_NS_MAX = 60_000_000_000L;
    private static final long LASTING_NS = 10_000_000_000L;

    private static final int DECISIONS_MAX = 16;

    private final List<Decision> decisions = new ArrayList<>();
    private boolean started;
    private int pinned = AUTOMATIC;
    private int chosen;
    private long belowSinceNs;
    private long aboveSinceNs;
    private long wentUpNs;
    private boolean wentUp;
    private long restNs = REST_NS;
    private long restUntilNs = Long.MIN_VALUE;

    /** @param layer or {@link #AUTOMATIC} */
    void pin(int layer) {
        pinned = layer;
    }

    int pinned() {
        return pinned;
    }

    /** The last changes of mind, oldest first. */
    List<Decision> decisions() {
        return List.copyOf(decisions);
    }

    /**
     * Thinks it over; to be called several times a second.
     *
     * @param estimateBps what the path is believed to carry
     * @param loss share of packets lost before repair, for the record
     */
    int choose(long nowNs, Rates rates, long estimateBps, double loss) {
        int wanted = pinned == AUTOMATIC ? byEstimate(nowNs, rates, estimateBps, loss) : pinned;
        int possible = sent(rates, Math.clamp(wanted, 0, rates.layers() - 1));
        if (started && possible == chosen) {
            return chosen;
        }
        Reason reason = reason(rates, wanted, possible);
        if (reason == Reason.ESTIMATE_BELOW) {
            wentDown(nowNs);
        } else if (reason == Reason.ESTIMATE_ABOVE) {
            wentUp = true;
            wentUpNs = nowNs;
        }
        belowSinceNs = 0;
        aboveSinceNs = 0;
        int decisive = reason == Reason.ESTIMATE_BELOW ? chosen : possible;
        note(new Decision(nowNs, started ? chosen : -1, possible, reason, estimateBps, needed(rates, decisive), loss));
        started = true;
        chosen = possible;
        return chosen;
    }

    private Reason reason(Rates rates, int wanted, int possible) {
        if (!started) {
            return Reason.START;
        }
        if (possible != wanted || rates.bitrateBps(chosen) == 0) {
            return Reason.SILENT;
        }
        if (pinned != AUTOMATIC) {
            return Reason.PINNED;
        }
        return possible < chosen ? Reason.ESTIMATE_BELOW : Reason.ESTIMATE_ABOVE;
    }

    private int byEstimate(long nowNs, Rates rates, long estimateBps, double loss) {
        if (!started) {
            return Math.max(rates.first(), largest(rates, estimateBps, SPARE));
        }
        boolean settling = wentUp && nowNs - wentUpNs < SETTLING_NS && loss < HEAVY_LOSS;
        if (settling) {
            return chosen;
        }
        if (rates.bitrateBps(chosen) != 0 && needed(rates, chosen) * BELOW > estimateBps) {
            aboveSinceNs = 0;
            belowSinceNs = belowSinceNs == 0 ? nowNs : belowSinceNs;
            return nowNs - belowSinceNs >= BELOW_NS ? Math.min(chosen, largest(rates, estimateBps, 1)) : chosen;
        }
        belowSinceNs = 0;
        int larger = largest(rates, estimateBps, SPARE);
        if (larger <= chosen || nowNs < restUntilNs) {
            aboveSinceNs = 0;
            return chosen;
        }
        aboveSinceNs = aboveSinceNs == 0 ? nowNs : aboveSinceNs;
        return nowNs - aboveSinceNs >= ABOVE_NS ? larger : chosen;
    }

    private void wentDown(long nowNs) {
        boolean lasted = !wentUp || nowNs - wentUpNs >= LASTING_NS;
        restNs = lasted ? REST_NS : Math.min(REST_NS_MAX, 2 * restNs);
        restUntilNs = nowNs + restNs;
        wentUp = false;
    }

    private void note(Decision decision) {
        if (decisions.size() == DECISIONS_MAX) {
            decisions.removeFirst();
        }
        decisions.add(decision);
    }

    /**
     * What the path would have to be known to carry for a larger layer, so that it can be probed for it; 0 when there is none to go up to, or not
     * now.
     */
    long worthProbingBps(long nowNs, Rates rates, long estimateBps) {
        if (!started || pinned != AUTOMATIC || nowNs < restUntilNs) {
            return 0;
        }
        for (int layer = chosen + 1; layer < rates.layers(); layer++) {
            if (rates.bitrateBps(layer) != 0) {
                long needed = (long) (needed(rates, layer) * SPARE);
                return estimateBps < needed ? needed : 0;
            }
        }
        return 0;
    }

    /** The largest layer that is sent and fits; the smallest that is sent where none fits. */
    private static int largest(Rates rates, long estimateBps, double spare) {
        int largest = 0;
        for (int layer = 0; layer < rates.layers(); layer++) {
            if (rates.bitrateBps(layer) != 0 && needed(rates, layer) * spare <= estimateBps) {
                largest = layer;
            }
        }
        return largest;
    }

    /** The layer itself if the publisher sends it, else the next smaller one that it sends, else the next larger one. */
    private static int sent(Rates rates, int layer) {
        for (int smaller = layer; smaller >= 0; smaller--) {
            if (rates.bitrateBps(smaller) != 0) {
                return smaller;
            }
        }
        for (int larger = layer + 1; larger < rates.layers(); larger++) {
            if (rates.bitrateBps(larger) != 0) {
                return larger;
            }
        }
        return layer;
    }

    /** What a layer takes, guessed from those below where it is not known; infinite where nothing is known at all. */
    private static long needed(Rates rates, int layer) {
        double factor = 1;
        for (int known = layer; known >= 0; known--) {
            long bps = rates.bitrateBps(known);
            if (bps > 0) {
                return (long) (bps * factor);
            }
            factor *= RATIO;
        }
        return layer == 0 ? 0 : Long.MAX_VALUE / 4;
    }
}
