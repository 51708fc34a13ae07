package dev.treecast.sdk;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The game's handlers for what is about no control in particular. */
final class Handlers {
    private static final System.Logger LOG = System.getLogger(Show.class.getName());

    volatile @Nullable Consumer<ShowError> onError;
    volatile @Nullable Consumer<Stats> onStats;
    volatile @Nullable Consumer<End> onEnd;
    volatile @Nullable Runnable onConnected;
    volatile @Nullable Consumer<String> onDisconnected;

    /** Nothing goes wrong silently: without a handler an error is logged. */
    void error(ShowError error) {
        Consumer<ShowError> handler = onError;
        if (handler == null) {
            LOG.log(System.Logger.Level.WARNING, "{0}", error);
            return;
        }
        try {
            handler.accept(error);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the handler of errors threw", e);
        }
    }

    void thrown(RuntimeException thrown) {
        LOG.log(System.Logger.Level.ERROR, "a callback threw", thrown);
        error(ShowError.of("callback", thrown.toString()));
    }

    void dropped(long count) {
        error(ShowError.of("overflow", count + " events were dropped, because callbacks do not keep up"));
    }

    void stats(Stats stats) {
        accept(onStats, stats);
    }

    void end(End end) {
        accept(onEnd, end);
    }

    void connected() {
        Runnable handler = onConnected;
        if (handler != null) {
            handler.run();
        }
    }

    void disconnected(String why) {
        accept(onDisconnected, why);
    }

    private static <T> void accept(@Nullable Consumer<T> handler, T value) {
        if (handler != null) {
            handler.accept(value);
        }
    }
}
