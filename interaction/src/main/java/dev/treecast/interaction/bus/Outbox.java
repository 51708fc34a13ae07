package dev.treecast.interaction.bus;

import dev.treecast.interaction.input.FoldTable;
import dev.treecast.interaction.show.Link;

/** A client's way out, made by whoever carries its messages. Called by the bus on its own thread; hands over and returns at once. */
public interface Outbox {
    /** Sends a JSON message, reliably and in order. The array is not changed afterwards. */
    void text(byte[] utf8);

    /** Sends a binary message, which may be lost on its way when the carrier can lose it. The array is not changed afterwards. */
    void binary(byte[] data);

    /** Bytes of {@link #text} that the carrier still holds, as far as it knows. The bus lets a client go that lets them grow. */
    long bufferedBytes();

    /** As of {@link Link#fold}; a carrier without an edge of its own folds nothing. */
    default void fold(long viewer, FoldTable table) {}

    /** As of {@link Link#release}. */
    default void release() {}

    /** Ends the connection after what was sent before. */
    void close();
}
