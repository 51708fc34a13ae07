package dev.treecast.bench.loss;

/**
 * What came of it.
 *
 * @param lost packets that did not come at the first sending
 * @param residual packets that were not there at their deadline, as a share of all
 * @param never packets that never came, as a share of all
 * @param overhead bytes of repeats and FEC, as a share of the media's
 * @param repairMsMedian of what was lost and came, from the first sending
 */
public record LossResult(
        LossPlan plan, long lost, double residual, double never, double overhead, double repairMsMedian) {}
