package dev.treecast.bench.loss;

/**
 * A row of the table.
 *
 * @param what is repaired how
 * @param requestsLost of the requests, 0 to 1
 * @param residual what was not there at its deadline, 0 to 1
 * @param overhead what repair cost, as a share of the media, 0 to 1; negative where it does not apply
 * @param repairMs the median of what was repaired, from its first sending; 0 where it does not apply
 */
public record LossRow(
        String what,
        double loss,
        int burstMs,
        double requestsLost,
        int roundTripMs,
        int deadlineMs,
        double residual,
        double overhead,
        double repairMs) {

    static LossRow of(String what, LossResult result) {
        LossPlan plan = result.plan();
        return new LossRow(
                what,
                plan.loss(),
                plan.burstMs(),
                plan.feedbackLoss(),
                plan.roundTripMs(),
                plan.deadlineMs(),
                result.residual(),
                result.overhead(),
                result.repairMsMedian());
    }
}
