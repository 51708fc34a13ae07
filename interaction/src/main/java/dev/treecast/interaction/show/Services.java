package dev.treecast.interaction.show;

import dev.treecast.interaction.ledger.Ledger;
import java.util.random.RandomGenerator;

/**
 * What every show of a bus uses.
 *
 * @param all counters over all shows
 */
public record Services(
        ShowOptions options, Ledger ledger, Settled settled, TextHook hook, RandomGenerator random, Counters all) {}
