package dev.treecast.server;

import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.config.ServerOptionsReader;
import dev.treecast.server.config.Setting;
import dev.treecast.server.config.SettingSource;
import dev.treecast.server.config.YamlSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flags of a command that come from the table of {@link Setting}, and {@code --config}. */
final class SettingFlags {
    private static final String CONFIG_FLAG = "--config";

    private final List<Setting> settings;

    /** @param settings those that the command has flags for; the environment and the file may give all */
    SettingFlags(List<Setting> settings) {
        this.settings = List.copyOf(settings);
    }

    void addTo(CommandSpec spec) {
        for (Setting setting : settings) {
            spec.addOption(OptionSpec.builder(setting.flag())
                    .paramLabel(setting.label())
                    .type(setting.isList() ? List.class : String.class)
                    .auxiliaryTypes(String.class)
                    .description(setting.description(), "Default: " + setting.shownDefault())
                    .build());
        }
        spec.addOption(OptionSpec.builder(CONFIG_FLAG)
                .paramLabel("FILE")
                .type(String.class)
                .description("A YAML file with settings, named as the flags of serve are without their dashes.")
                .build());
    }

    /** Flags over environment over file over defaults. */
    ServerOptions read(ParseResult parsed, Map<String, String> environment) throws ConfigurationException {
        Map<Setting, SettingSource.Given> flags = new EnumMap<>(Setting.class);
        for (Setting setting : settings) {
            if (parsed.hasMatchedOption(setting.flag())) {
                flags.put(
                        setting,
                        new SettingSource.Given(
                                parsed.matchedOption(setting.flag()).originalStringValues(), setting.flag()));
            }
        }
        List<SettingSource> sources = new ArrayList<>();
        sources.add(SettingSource.of(flags));
        sources.add(SettingSource.environment(environment));
        String config = parsed.matchedOptionValue(CONFIG_FLAG, environment.getOrDefault("TREECAST_CONFIG", ""));
        if (!config.isEmpty()) {
            sources.add(YamlSource.read(Path.of(config)));
        }
        return new ServerOptionsReader(sources).read();
    }
}
