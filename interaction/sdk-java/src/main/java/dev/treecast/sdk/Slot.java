package dev.treecast.sdk;

import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A place in the queue of callbacks for values of which a newer one makes up for the older: at most one of them waits. */
final class Slot<T> {
    final BinaryOperator<T> join;
    final Consumer<T> handler;

    /** Guarded by the queue. */
    @Nullable
    T waiting;

    /** @param join of the older and the newer value */
    Slot(BinaryOperator<T> join, Consumer<T> handler) {
        this.join = join;
        this.handler = handler;
    }
}
