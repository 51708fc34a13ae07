/**
 * The only place with sockets, threads and timers: media loops that drive the protocol cores over UDP.
 */
@NullMarked
package dev.treecast.webrtc.netty;

import org.jspecify.annotations.NullMarked;
