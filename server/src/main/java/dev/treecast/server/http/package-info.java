/**
 * The HTTP face: WHIP and WHEP resources, state, metrics, pages.
 */
@NullMarked
package dev.treecast.server.http;

import org.jspecify.annotations.NullMarked;
