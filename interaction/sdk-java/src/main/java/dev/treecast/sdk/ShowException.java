package dev.treecast.sdk;

/** A request to the server that failed; {@link #error} has the code and what it is about. */
public final class ShowException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient ShowError error;

    ShowException(ShowError error) {
        super(error.toString());
        this.error = error;
    }

    ShowException(ShowError error, Throwable cause) {
        super(error.toString(), cause);
        this.error = error;
    }

    public ShowError error() {
        return error;
    }
}
