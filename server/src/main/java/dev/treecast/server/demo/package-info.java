/**
 * The demo: a bundled clip, published through the real WHIP path.
 */
@NullMarked
package dev.treecast.server.demo;

import org.jspecify.annotations.NullMarked;
