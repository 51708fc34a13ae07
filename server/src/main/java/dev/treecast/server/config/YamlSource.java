package dev.treecast.server.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the {@code --config} file: a flat YAML mapping with the names of {@link Setting}. */
public final class YamlSource {
    /** 1 MiB: a configuration has ten lines; whoever points at a disk image hears about it at once. */
    private static final long FILE_BYTES_MAX = 1 << 20;

    private YamlSource() {}

    /** Unknown keys, duplicates and wrong shapes are errors that name the key. */
    public static SettingSource read(Path file) throws ConfigurationException {
        JsonNode root = parse(file);
        if (root.isMissingNode() || root.isNull()) {
            return SettingSource.of(Map.of());
        }
        if (!root.isObject()) {
            throw new ConfigurationException(file + " must hold 'key: value' lines.");
        }
        Map<Setting, SettingSource.Given> found = new EnumMap<>(Setting.class);
        for (Map.Entry<String, JsonNode> property : root.properties()) {
            Setting setting = Setting.ofKey(property.getKey())
                    .orElseThrow(() -> new ConfigurationException(file + " has the unknown key '" + property.getKey()
                            + "'; known keys are " + knownKeys() + "."));
            String origin = setting.key() + " in " + file;
            found.put(setting, new SettingSource.Given(texts(setting, property.getValue(), origin), origin));
        }
        return SettingSource.of(found);
    }

    private static JsonNode parse(Path file) throws ConfigurationException {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new ConfigurationException(file + " is over 1 MiB, which is no configuration.");
            }
            YAMLMapper mapper = YAMLMapper.builder()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .build();
            return mapper.readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("--config: there is no file " + file + ".");
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            String sentence = e.getOriginalMessage().lines().findFirst().orElse("not YAML");
            throw new ConfigurationException(file + ", line " + line + ": " + sentence + ".");
        } catch (IOException e) {
            throw new ConfigurationException("--config: " + file + " cannot be read (" + e.getMessage() + ").");
        }
    }

    private static List<String> texts(Setting setting, JsonNode value, String origin) throws ConfigurationException {
        if (!value.isArray()) {
            return List.of(text(value, origin));
        }
        if (!setting.isList()) {
            throw new ConfigurationException(origin + " takes one value, not a list.");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            texts.add(text(element, origin));
        }
        return texts;
    }

    private static String text(JsonNode value, String origin) throws ConfigurationException {
        if (!value.isValueNode() || value.isNull()) {
            throw new ConfigurationException(origin + " needs a plain value.");
        }
        return value.asText();
    }

    private static String knownKeys() {
        return Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.joining(", "));
    }
}
