package dev.treecast.sdk;

/**
 * One viewer's input: a sample of a tick, or a crew member's, which comes at once.
 *
 * @param x to the right, −1 … 1; 0 unless a {@link Action#MOVE}
 * @param y as the control's surface has it, −1 … 1; 0 unless a {@link Action#MOVE}
 * @param ageMs between the frame that the viewer saw and the server's taking the input; −1 when unknown
 * @param crew whether it came by the crew's path
 */
public record Input(Viewer viewer, Action action, double x, double y, int ageMs, boolean crew) {}
