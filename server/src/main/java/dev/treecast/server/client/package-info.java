/**
 * The client's side of WHIP and WHEP over HTTP: what the demo publishes with, and the bench watches with.
 */
@NullMarked
package dev.treecast.server.client;

import org.jspecify.annotations.NullMarked;
