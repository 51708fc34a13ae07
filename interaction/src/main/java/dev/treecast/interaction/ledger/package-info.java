/**
 * Money: intents, holds, captures, balances. What happens to them, and the interface behind which it is kept.
 */
@NullMarked
package dev.treecast.interaction.ledger;

import org.jspecify.annotations.NullMarked;
