/**
 * Who is who: signed tokens (JWT) and the publish key, read and made.
 */
@NullMarked
package dev.treecast.server.identity;

import org.jspecify.annotations.NullMarked;
