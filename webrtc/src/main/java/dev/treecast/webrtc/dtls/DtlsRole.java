package dev.treecast.webrtc.dtls;

/** Which end speaks first: {@code a=setup:active} is the client, {@code a=setup:passive} the server (RFC 5763 section 5). */
public enum DtlsRole {
    CLIENT,
    SERVER
}
