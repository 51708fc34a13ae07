package dev.treecast.interaction.bus;

/** Reads tokens. Called on the bus's thread; does no I/O. */
public interface Identities {
    /** The token says nothing that counts here; the message can be shown to its bearer. */
    final class Unauthorized extends Exception {
        private static final long serialVersionUID = 1;

        public Unauthorized(String message) {
            super(message);
        }
    }

    /**
     * Who bears this token, for this stream.
     *
     * @param address from where it comes, for who counts wrong ones
     */
    Identity read(String stream, String token, String address) throws Unauthorized;
}
