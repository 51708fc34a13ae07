package dev.treecast.interaction.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Short texts by show, section and key, in the order in which they were first made. Who makes them bounds them. */
final class Notes {
    /** Takes each note in turn. */
    interface Reader {
        void note(String show, String section, String key, String value);
    }

    private final Map<String, Map<String, Map<String, String>>> shows = new LinkedHashMap<>();

    void put(String show, String section, String key, @Nullable String value) {
        if (value != null) {
            shows.computeIfAbsent(show, s -> new LinkedHashMap<>())
                    .computeIfAbsent(section, s -> new LinkedHashMap<>())
                    .put(key, value);
            return;
        }
        Map<String, String> notes = of(show, section);
        if (notes.containsKey(key)) {
            notes.remove(key);
            if (notes.isEmpty()) {
                drop(show, section);
            }
        }
    }

    void drop(String show, String section) {
        Map<String, Map<String, String>> sections = shows.get(show);
        if (sections != null) {
            sections.remove(section);
            if (sections.isEmpty()) {
                shows.remove(show);
            }
        }
    }

    /** Not to be changed by the caller. */
    Map<String, String> of(String show, String section) {
        return shows.getOrDefault(show, Map.of()).getOrDefault(section, Map.of());
    }

    Set<String> sections(String show) {
        return shows.getOrDefault(show, Map.of()).keySet();
    }

    void forEach(Reader reader) {
        shows.forEach((show, sections) -> sections.forEach(
                (section, notes) -> notes.forEach((key, value) -> reader.note(show, section, key, value))));
    }
}
