package dev.treecast.bench.purchases;

/**
 * A purchase as the game has it in its own books.
 *
 * @param purchase the server's name for it
 * @param principal who buys
 * @param text what came with it: the key, when a textbox sold it
 * @param cost credits, as the server said
 * @param captures what the game decided when it heard of it first
 */
record Sale(String purchase, String principal, String text, long cost, boolean captures) {}
