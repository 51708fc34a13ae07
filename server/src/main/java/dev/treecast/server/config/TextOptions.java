package dev.treecast.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What reads viewers' texts before the game does: the list first, then the endpoint. Without either everything passes.
 *
 * @param words a file with a word or phrase a line
 * @param action what becomes of a text that has one of them
 * @param endpoint an address of the operator's, asked about each text
 */
public record TextOptions(Optional<Path> words, WordAction action, Optional<URI> endpoint) {
    /** What becomes of a text that has a word of the list. */
    public enum WordAction {
        REFUSE,
        ASTERISKS
    }

    public static TextOptions defaults() {
        return new TextOptions(Optional.empty(), WordAction.REFUSE, Optional.empty());
    }
}
