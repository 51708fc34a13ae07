package dev.treecast.bench.report;

import java.time.Instant;

/**
 * How a measurement was made.
 *
 * @param command that repeats it
 * @param at when it began
 * @param machine on what
 * @param lab where its processes ran
 */
public record RunInfo(String command, Instant at, Machine machine, String lab) {}
