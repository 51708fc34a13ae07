package dev.treecast.server.config;

/** A setting that cannot be used; the message is one sentence that names where the value came from. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message, null, false, false);
    }
}
