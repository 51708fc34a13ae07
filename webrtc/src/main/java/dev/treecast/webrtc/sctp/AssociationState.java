package dev.treecast.webrtc.sctp;

/** <a href="https://www.rfc-editor.org/rfc/rfc9260#section-4">RFC 9260 section 4</a>; what has not begun and what is over told apart. */
enum AssociationState {
    NEW,
    COOKIE_WAIT,
    COOKIE_ECHOED,
    ESTABLISHED,
    SHUTDOWN_PENDING,
    SHUTDOWN_SENT,
    SHUTDOWN_RECEIVED,
    SHUTDOWN_ACK_SENT,
    CLOSED;

    boolean isHandshaking() {
        return this == NEW || this == COOKIE_WAIT || this == COOKIE_ECHOED;
    }

    /** Whether DATA of ours may go out. */
    boolean maySendData() {
        return this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_RECEIVED;
    }

    /** Whether DATA of the peer is taken. */
    boolean takesData() {
        return this == COOKIE_ECHOED || this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_SENT;
    }
}
