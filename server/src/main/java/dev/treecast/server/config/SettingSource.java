package dev.treecast.server.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where some settings were given: the command line, the environment or a file. */
public final class SettingSource {

    /**
     * A setting as it was written.
     *
     * @param texts one element, or several for settings that are lists
     * @param origin what to call it in an error: {@code --http}, {@code TREECAST_HTTP}, {@code http in treecast.yaml}
     */
    public record Given(List<String> texts, String origin) {
        public Given {
            texts = List.copyOf(texts);
        }

        String single() throws ConfigurationException {
            if (texts.size() != 1) {
                throw new ConfigurationException(origin + " is given " + texts.size() + " values; it takes one.");
            }
            return texts.getFirst();
        }
    }

    private final Map<Setting, Given> given;

    private SettingSource(Map<Setting, Given> given) {
        this.given = new EnumMap<>(Setting.class);
        this.given.putAll(given);
    }

    public static SettingSource of(Map<Setting, Given> given) {
        return new SettingSource(given);
    }

    /** Reads {@code TREECAST_…}; an empty variable counts as not set, as unit files and compose files leave them so. */
    public static SettingSource environment(Map<String, String> environment) {
        Map<Setting, Given> found = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String text = environment.get(setting.environmentVariable());
            if (text != null && !text.isBlank()) {
                // Several ICE servers stand apart by white space: a comma is inside one (URL,USER,PASSWORD).
                List<String> texts =
                        setting == Setting.ICE_SERVER ? List.of(text.strip().split("\\s+")) : List.of(text.strip());
                found.put(setting, new Given(texts, setting.environmentVariable()));
            }
        }
        return new SettingSource(found);
    }

    Optional<Given> find(Setting setting) {
        return Optional.ofNullable(given.get(setting));
    }
}
