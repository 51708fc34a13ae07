package dev.treecast.webrtc.congestion;

/**
 * What the last observations of loss say of a path, after the model of libwebrtc's second loss-based estimator: a path loses an inherent part of
 * everything (a radio's), and of what is sent above its bandwidth all. A pair of (bandwidth, inherent loss) is as good as the likelihood of what was
 * observed, younger observations weighing more, plus a bias towards high bandwidths while losses are bearable.
 *
 * <p>Keeps 15 observations of at least a quarter of a second each.
 */
final class LossModel {
    static final int OBSERVATIONS = 15;

    private static final double AGE_WEIGHT = 0.9;
    private static final double INHERENT_MIN = 1e-3;
    private static final double INHERENT_OFFSET = 0.05;
    private static final double INHERENT_BALANCE_BPS = 100_000;
    private static final double NEWTON_STEP = 0.75;
    private static final double PROBABILITY_MIN = 1e-6;
    private static final double BIAS = 0.0002;
    private static final double BIAS_LOG = 0.02;
    private static final double BIAS_LOSS_MAX = 0.2;
    private static final double BIAS_SMOOTHING = 0.002;
    /** An observation sent at this many times the usual rate is no outlier: it is what lost. */
    private static final double SURGE = 2;

    private static final int OUTLIERS_FROM = 4;

    // A ring; kilobytes and bit/s.
    private final float[] sentKb = new float[OBSERVATIONS];
    private final float[] lostKb = new float[OBSERVATIONS];
    private final float[] rateBps = new float[OBSERVATIONS];
    private int count;
    private int newest = -1;
    private double averageLoss;

    /** Takes what became of the bytes of an observation, sent at this rate. */
    void add(double bytes, double lostBytes, double bps) {
        newest = (newest + 1) % OBSERVATIONS;
        sentKb[newest] = (float) (bytes / 1_000);
        lostKb[newest] = (float) (lostBytes / 1_000);
        rateBps[newest] = (float) bps;
        count = Math.min(count + 1, OBSERVATIONS);
        averageLoss = computeAverageLoss();
    }

    int count() {
        return count;
    }

    /** Of the observations, weighed by age, without the best and the worst; 0 to 1. */
    double averageLoss() {
        return averageLoss;
    }

    /** Of the last observation, 0 to 1. */
    double lastLoss() {
        return count > 0 && sentKb[newest] > 0 ? lostKb[newest] / sentKb[newest] : 0;
    }

    private int index(int age) {
        return (newest - age + OBSERVATIONS) % OBSERVATIONS;
    }

    private double computeAverageLoss() {
        double total = 0;
        double lost = 0;
        double bestLoss = 1;
        double worstLoss = 0;
        double bestTotal = 0;
        double bestLost = 0;
        double worstTotal = 0;
        double worstLost = 0;
        double worstBps = 0;
        double weight = 1;
        for (int age = 0; age < count; age++, weight *= AGE_WEIGHT) {
            int i = index(age);
            double weighedTotal = weight * sentKb[i];
            double weighedLost = weight * lostKb[i];
            total += weighedTotal;
            lost += weighedLost;
            double loss = sentKb[i] > 0 ? lostKb[i] / sentKb[i] : 0;
            if (loss > worstLoss) {
                worstLoss = loss;
                worstTotal = weighedTotal;
                worstLost = weighedLost;
                worstBps = rateBps[i];
            }
            if (loss < bestLoss) {
                bestLoss = loss;
                bestTotal = weighedTotal;
                bestLost = weighedLost;
            }
        }
        double rest = total - worstTotal - bestTotal;
        if (total <= 0) {
            return 0;
        }
        if (count < OUTLIERS_FROM || rest <= 0 || worstBps >= SURGE * medianBps()) {
            return lost / total;
        }
        return Math.clamp((lost - worstLost - bestLost) / rest, 0.0, 1.0);
    }

    private double medianBps() {
        // By rank, as nothing may be allocated: 15 × 15 comparisons four times a second.
        for (int age = 0; age < count; age++) {
            int i = index(age);
            int below = 0;
            for (int other = 0; other < count; other++) {
                int j = index(other);
                if (rateBps[j] < rateBps[i] || (rateBps[j] == rateBps[i] && other < age)) {
                    below++;
                }
            }
            if (below == count / 2) {
                return rateBps[i];
            }
        }
        return 0;
    }

    /** The inherent loss that suits this bandwidth best, one Newton step from the given one. */
    double refineInherentLoss(double bandwidthBps, double inherentLoss) {
        double inherent = feasible(bandwidthBps, inherentLoss);
        double first = 0;
        double second = 0;
        double weight = 1;
        for (int age = 0; age < count; age++, weight *= AGE_WEIGHT) {
            int i = index(age);
            double p = lossProbability(inherent, bandwidthBps, rateBps[i]);
            double q = 1 - p;
            double received = sentKb[i] - lostKb[i];
            first += weight * (lostKb[i] / p - received / q);
            second -= weight * (lostKb[i] / (p * p) + received / (q * q));
        }
        return second < 0 ? feasible(bandwidthBps, inherent - NEWTON_STEP * first / second) : inherent;
    }

    private static double feasible(double bandwidthBps, double inherentLoss) {
        double most = Math.min(1, INHERENT_OFFSET + INHERENT_BALANCE_BPS / Math.max(1, bandwidthBps));
        return Math.clamp(inherentLoss, Math.min(INHERENT_MIN, most), most);
    }

    private static double lossProbability(double inherentLoss, double bandwidthBps, double sentBps) {
        double p = inherentLoss;
        if (sentBps > bandwidthBps) {
            p += (1 - inherentLoss) * (sentBps - bandwidthBps) / sentBps;
        }
        return Math.clamp(p, PROBABILITY_MIN, 1 - PROBABILITY_MIN);
    }

    /** The higher, the better the pair explains what was observed. */
    double objective(double bandwidthBps, double inherentLoss) {
        double kbps = bandwidthBps / 1_000;
        double room = BIAS_LOSS_MAX - averageLoss;
        double preference = room / (BIAS_SMOOTHING + Math.abs(room));
        double bias = preference * (BIAS * kbps + BIAS_LOG * Math.log(1 + kbps));
        double sum = 0;
        double weight = 1;
        for (int age = 0; age < count; age++, weight *= AGE_WEIGHT) {
            int i = index(age);
            double p = lossProbability(inherentLoss, bandwidthBps, rateBps[i]);
            sum += weight * (lostKb[i] * Math.log(p) + (sentKb[i] - lostKb[i]) * Math.log(1 - p) + bias * sentKb[i]);
        }
        return sum;
    }
}
