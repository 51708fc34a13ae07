package dev.treecast.server.interaction;

/**
 * Bounds of the interaction loop.
 *
 * @param queueMessagesMax 65,536 messages wait at most: the loop takes about a million a second, so a full queue is over 60 ms behind, and a tick
 *     is late; with the mean frame of 30 bytes that is 8 MiB
 * @param connectionBytesMax 128 KiB of one connection's messages wait at most: two of a game's longest texts (64 KiB). A viewer, who may send 4 KB a
 *     second, never sees it
 */
public record InteractionLoopOptions(int queueMessagesMax, int connectionBytesMax) {

    public static InteractionLoopOptions defaults() {
        return new InteractionLoopOptions(1 << 16, 128 << 10);
    }
}
