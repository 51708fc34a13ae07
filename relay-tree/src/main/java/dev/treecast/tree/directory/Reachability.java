package dev.treecast.tree.directory;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the store answers, and what the log says of it: once each way, and again while it goes on. One thread's; {@link #status} is for any. */
final class Reachability {
    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

    private static final long MS = 1_000_000;
    /** An outage that goes on is told again: somebody may have to do something. One that comes and goes is told as often. */
    private static final long TELL_NS = 60_000 * MS;
    /** Sooner when the reason is another one. */
    private static final long TELL_CHANGED_NS = 5_000 * MS;

    private volatile Directory.@Nullable Status status;
    private String told = "";
    private long toldNs;
    private boolean answersUntold = true;

    Directory.Status status() {
        Directory.Status now = status;
        return now == null ? new Directory.Status(false, 0, "") : now;
    }

    /** @return whether it did not answer before */
    boolean answered(long nowNs) {
        if (status().connected()) {
            return false;
        }
        status = new Directory.Status(true, nowNs, "");
        if (answersUntold) {
            LOG.info("the directory answers");
            answersUntold = false;
        }
        return true;
    }

    void failed(long nowNs, @Nullable Throwable failure) {
        Directory.Status last = status;
        String why = why(failure);
        long sinceNs = last == null || last.connected() ? nowNs : last.sinceNs();
        status = new Directory.Status(false, sinceNs, why);
        long untoldNs = nowNs - toldNs;
        if (told.isEmpty() || untoldNs >= TELL_NS || (untoldNs >= TELL_CHANGED_NS && !why.equals(told))) {
            LOG.warn("the directory is away, what is known of the cluster stays as it is: {}", why);
            told = why;
            toldNs = nowNs;
            answersUntold = true;
        }
    }

    private static String why(@Nullable Throwable failure) {
        Throwable bare = failure;
        while (bare instanceof CompletionException && bare.getCause() != null) {
            bare = bare.getCause();
        }
        return bare instanceof StoreException said ? String.valueOf(said.getMessage()) : String.valueOf(bare);
    }
}
