package dev.treecast.server;

/** The server cannot start; the message is one sentence that says what to change. */
public final class StartupException extends Exception {
    private static final long serialVersionUID = 1L;

    public StartupException(String message) {
        super(message, null, false, false);
    }
}
