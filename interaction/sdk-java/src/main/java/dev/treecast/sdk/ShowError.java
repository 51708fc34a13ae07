package dev.treecast.sdk;

/**
 * Something that went wrong, in a code for programs and a sentence for people.
 *
 * <p>Codes of the server are those of the protocol ({@code malformed}, {@code unauthorized}, {@code invalid}, {@code rate}, …). The SDK's own:
 * {@code unreachable} (nothing answers there, or not Treecast), {@code unanswered} (no answer in time), {@code disconnected} (the connection
 * broke before an answer came), {@code callback} (one of the game's own callbacks threw), {@code overflow} (events were dropped because
 * callbacks do not keep up, or messages because the connection does not), {@code late} (a purchase was captured after its hold had run
 * out), {@code protocol} (the server sent something that makes no sense).
 *
 * @param message a sentence
 * @param path what it is about, such as a control's id; empty when nothing in particular
 * @param retryAfterMs when to try again; 0 when the server does not say
 */
public record ShowError(String code, String message, String path, long retryAfterMs) {
    static ShowError of(String code, String message) {
        return new ShowError(code, message, "", 0);
    }

    static ShowError read(JsonObject message) {
        return new ShowError(
                message.text("code"),
                message.text("message"),
                message.text("path"),
                Math.max(0, message.integer("retryAfterMs", 0)));
    }

    @Override
    public String toString() {
        return path.isEmpty() ? code + ": " + message : code + " (" + path + "): " + message;
    }
}
