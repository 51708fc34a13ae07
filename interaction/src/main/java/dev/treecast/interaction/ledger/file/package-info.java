/**
 * The ledger in one append-only file. The only package here that does I/O.
 */
@NullMarked
package dev.treecast.interaction.ledger.file;

import org.jspecify.annotations.NullMarked;
