package dev.treecast.tree.directory;

/** A store does not do what it was asked; the message is a sentence for operators, which says why and, where it is known, what to do. It has no password. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
