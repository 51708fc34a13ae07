@NullMarked
package dev.treecast.server.ledger;

import org.jspecify.annotations.NullMarked;
