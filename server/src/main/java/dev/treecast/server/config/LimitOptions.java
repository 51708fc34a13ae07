package dev.treecast.server.config;

/**
 * How many of whom.
 *
 * @param sessionsMax 20,000 sessions in all: beyond what one machine can send (4,000 viewers of 2.5 Mbit/s fill 10 Gbit/s), so that the
 *     bound is met by attacks and not by audiences
 * @param sessionsPerAddressMax 5,000 sessions from one address: a stadium or a carrier's NAT may sit behind one
 * @param keyFailuresPerMinuteMax 10 wrong publish keys a minute and address: a person mistypes twice; guessing a key of 8 random letters at
 *     this rate takes 20,000 years
 * @param keyFailureAddressesMax 4,096 addresses remembered for that, the eldest forgotten first: about 400 KB
 */
public record LimitOptions(
        int sessionsMax, int sessionsPerAddressMax, int keyFailuresPerMinuteMax, int keyFailureAddressesMax) {

    public static LimitOptions defaults() {
        return new LimitOptions(20_000, 5_000, 10, 4_096);
    }
}
