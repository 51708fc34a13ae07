package dev.treecast.sdk;

/**
 * Why a show is over for this game.
 *
 * @param code {@code closed} when the game closed it; else the server's: {@code superseded} (another game took over), {@code ended},
 *     {@code unauthorized}, …
 * @param message a sentence
 */
public record End(String code, String message) {}
