/**
 * ICE (RFC 8445): the lite agent of the server, the controlling agent of our own clients, consent (RFC 7675). No
 * I/O, no clock.
 */
@NullMarked
package dev.treecast.webrtc.ice;

import org.jspecify.annotations.NullMarked;
