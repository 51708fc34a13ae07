package dev.treecast.interaction.branch;

import dev.treecast.interaction.input.FoldTable;
import dev.treecast.interaction.input.InputWindow;
import dev.treecast.interaction.input.Strikes;
import dev.treecast.interaction.input.TokenBucket;
import dev.treecast.interaction.input.ViewerControls;
import dev.treecast.interaction.show.ShowOptions;
import org.jspecify.annotations.Nullable;

/** What an edge knows of a client whose input it may fold; the limits are those of a viewer. */
final class FoldedClient {
    /** From the first frame on: what went up once and is repeated must not count here as well. */
    final InputWindow window = new InputWindow();
    /** What was folded here. */
    final ViewerControls controls = new ViewerControls();
    /** What was pressed before it could be folded here: its release is for the show, too. */
    final ViewerControls above = new ViewerControls();

    final Strikes strikes = new Strikes();
    final TokenBucket discrete;
    final TokenBucket continuous;
    final TokenBucket bytes;

    private long viewer;
    private boolean known;
    private FoldTable table = FoldTable.EMPTY;

    FoldedClient(long nowNs) {
        discrete = new TokenBucket(nowNs, ShowOptions.DISCRETE_PER_SECOND, ShowOptions.DISCRETE_BURST);
        continuous = new TokenBucket(nowNs, ShowOptions.CONTINUOUS_PER_SECOND, ShowOptions.CONTINUOUS_PER_SECOND);
        bytes = new TokenBucket(nowNs, ShowOptions.BYTES_PER_SECOND, ShowOptions.BYTES_BURST);
    }

    void is(long key) {
        viewer = key;
        known = true;
    }

    /** Whether limits are held here; before it is known whose the input is, and of a viewer's second connection, the show holds them. */
    boolean isKnown() {
        return known;
    }

    long viewer() {
        return viewer;
    }

    void may(FoldTable now) {
        table = now;
    }

    FoldTable.@Nullable Entry entry(int control) {
        return table.get(control);
    }
}
