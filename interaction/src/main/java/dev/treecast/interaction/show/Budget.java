package dev.treecast.interaction.show;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** What a game can take of ticks and crew input in a second, and how much detail that leaves. */
final class Budget {
    enum Level {
        NONE,
        SAMPLE,
        AGGREGATE;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Sent(long atNs, long bytes) {}

    private static final long WINDOW_NS = 1_000_000_000L;
    private static final long CALM_NS = 5_000_000_000L;

    private final long messagesPerSecond;
    private final long bytesPerSecond;
    private final Deque<Sent> window = new ArrayDeque<>();
    private long bytes;
    private Level level = Level.NONE;
    private long exceededNs;

    Budget(long messagesPerSecond, long bytesPerSecond) {
        this.messagesPerSecond = messagesPerSecond;
        this.bytesPerSecond = bytesPerSecond;
    }

    Level level() {
        return level;
    }

    /** Whether so much more fits into the last second. A frame that no second could take goes alone. */
    boolean fits(long nowNs, int messages, long more) {
        while (!window.isEmpty() && nowNs - window.getFirst().atNs >= WINDOW_NS) {
            bytes -= window.removeFirst().bytes;
        }
        return window.isEmpty() || (window.size() + messages <= messagesPerSecond && bytes + more <= bytesPerSecond);
    }

    void spend(long nowNs, long more) {
        window.addLast(new Sent(nowNs, more));
        bytes += more;
    }

    /**
     * It would have been too much: less detail from now on.
     *
     * @return whether there was some to take away
     */
    boolean degrade(long nowNs) {
        exceededNs = nowNs;
        if (level == Level.AGGREGATE) {
            return false;
        }
        level = level == Level.NONE ? Level.SAMPLE : Level.AGGREGATE;
        return true;
    }

    /** 5 s without exceeding give a level back. */
    void recover(long nowNs) {
        if (level != Level.NONE && nowNs - exceededNs >= CALM_NS) {
            level = level == Level.AGGREGATE ? Level.SAMPLE : Level.NONE;
            exceededNs = nowNs;
        }
    }
}
