package dev.treecast.interaction.show;

import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.document.ControlKind;
import dev.treecast.interaction.document.Merge;
import dev.treecast.interaction.document.Scene;
import dev.treecast.interaction.input.FoldTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What edges may fold for the viewers of a scene: presses and sticks that are counted and no more. What is paid for, cools down, goes to the game one by one or
 * is not to be used now is judged in one place, by the show.
 */
final class FoldTables {
    private record Audience(String scene, boolean anonymous) {}

    private final Show show;
    private final Map<Audience, FoldTable> tables = new HashMap<>();
    /** Those that were looked at since the last change. */
    private final Set<Audience> fresh = new HashSet<>();

    FoldTables(Show show) {
        this.show = show;
    }

    /** Controls may be others than before. */
    void changed() {
        fresh.clear();
        tables.keySet().removeIf(audience -> !show.document().scenes().containsKey(audience.scene()));
    }

    /** The same object as long as it says the same. */
    FoldTable of(String scene, boolean anonymous) {
        Audience audience = new Audience(scene, anonymous);
        if (!fresh.add(audience)) {
            return tables.getOrDefault(audience, FoldTable.EMPTY);
        }
        FoldTable now = make(audience);
        FoldTable before = tables.get(audience);
        if (before != null && before.equals(now)) {
            return before;
        }
        tables.put(audience, now);
        return now;
    }

    private FoldTable make(Audience audience) {
        Scene scene = show.document().scenes().get(audience.scene());
        if (scene == null || !show.takesInput()) {
            return FoldTable.EMPTY;
        }
        Map<Integer, FoldTable.Entry> entries = new TreeMap<>();
        scene.controls().values().forEach(control -> {
            if (isCountedAlone(control) && (control.anonymous() || !audience.anonymous())) {
                entries.put(control.number(), new FoldTable.Entry(control.kind().isStick(), control.foldSamples()));
            }
        });
        return new FoldTable(entries);
    }

    private static boolean isCountedAlone(Control control) {
        boolean input = control.kind() == ControlKind.BUTTON || control.kind().isStick();
        boolean merged = control.merge() == Merge.AGGREGATE || control.merge() == Merge.SAMPLE;
        return input && merged && !control.disabled() && control.cost() == 0 && control.cooldownMs() == 0;
    }
}
