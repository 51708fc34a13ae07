package dev.treecast.bench.lab;

import java.math.BigInteger;

/** Lists of cores as {@code taskset -c} takes them: {@code 0}, {@code 0-3}. */
final class CoreList {
    private CoreList() {}

    /** Cores {@code from} up to but not including {@code to}. */
    static String of(int from, int to) {
        return to - from == 1 ? Integer.toString(from) : from + "-" + (to - 1);
    }

    static int count(String list) {
        int dash = list.indexOf('-');
        if (dash < 0) {
            return 1;
        }
        return Integer.parseInt(list.substring(dash + 1)) - Integer.parseInt(list.substring(0, dash)) + 1;
    }

    /** As {@link #mask(int, int)}, of a list. */
    static String mask(String list) {
        int dash = list.indexOf('-');
        int from = Integer.parseInt(dash < 0 ? list : list.substring(0, dash));
        return mask(from, from + count(list));
    }

    /** The same cores as the kernel's masks want them: hexadecimal, a bit a core. */
    static String mask(int from, int to) {
        BigInteger below = BigInteger.ONE.shiftLeft(from).subtract(BigInteger.ONE);
        return BigInteger.ONE
                .shiftLeft(to)
                .subtract(BigInteger.ONE)
                .subtract(below)
                .toString(16);
    }
}
