package dev.treecast.server.config;

import dev.treecast.server.config.SettingSource.Given;
import dev.treecast.tree.directory.redis.RedisStore;
import dev.treecast.tree.keys.StreamKeyOptions;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.NodeRole;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Makes {@link ClusterOptions} of what several sources say. */
final class ClusterOptionsReader {
    private static final List<Setting> NEED_A_NODE = List.of(
            Setting.PKI,
            Setting.ROLE,
            Setting.REGION,
            Setting.REDIS,
            Setting.REDIS_CA,
            Setting.PARENT,
            Setting.NODE_URL,
            Setting.NODE_CHILDREN,
            Setting.KEY_ROTATION);
    private static final int PARENTS_MAX = 16;
    private static final int CHILDREN_MAX = 100_000;
    private static final int KEY_ROTATION_SECONDS =
            (int) StreamKeyOptions.defaults().rotationIntervalMin().toSeconds();
    private static final int KEY_ROTATION_SECONDS_MAX = 86_400;

    private final Function<Setting, Optional<Given>> find;

    ClusterOptionsReader(Function<Setting, Optional<Given>> find) {
        this.find = find;
    }

    /** @param data the data folder */
    Optional<ClusterOptions> read(Path data) throws ConfigurationException {
        Optional<Given> node = find.apply(Setting.NODE_ID);
        if (node.isEmpty()) {
            for (Setting setting : NEED_A_NODE) {
                Optional<Given> given = find.apply(setting);
                if (given.isPresent()) {
                    throw new ConfigurationException(given.get().origin() + " is for a node of a cluster, which needs "
                            + Setting.NODE_ID.flag() + " as well.");
                }
            }
            return Optional.empty();
        }
        String id = node.get().single().strip();
        if (!NodeIdentity.isId(id)) {
            throw new ConfigurationException(
                    node.get().origin() + " needs 1 to 64 letters, digits, '-', '_' or '.', but is '" + id + "'.");
        }
        return Optional.of(new ClusterOptions(
                id,
                pki(data),
                roles(),
                region(),
                parents(),
                redis(),
                redisCa(),
                url(),
                number(Setting.NODE_CHILDREN, ClusterOptions.CAPACITY, 0, CHILDREN_MAX),
                Duration.ofSeconds(number(Setting.KEY_ROTATION, KEY_ROTATION_SECONDS, 1, KEY_ROTATION_SECONDS_MAX))));
    }

    private Path pki(Path data) throws ConfigurationException {
        Optional<Given> given = find.apply(Setting.PKI);
        return given.isEmpty()
                ? data.resolve("pki")
                : Path.of(given.get().single().strip());
    }

    private Set<NodeRole> roles() throws ConfigurationException {
        Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
        Optional<Given> given = find.apply(Setting.ROLE);
        if (given.isPresent()) {
            for (String label : split(given.get())) {
                Optional<NodeRole> role = NodeRole.of(label);
                if (role.isEmpty()) {
                    throw new ConfigurationException(given.get().origin() + " has '" + label
                            + "', which is no role; roles are ingest, relay, edge.");
                }
                roles.add(role.get());
            }
        }
        return roles;
    }

    private String region() throws ConfigurationException {
        Optional<Given> given = find.apply(Setting.REGION);
        String region =
                given.isEmpty() ? ClusterOptions.REGION : given.get().single().strip();
        if (!NodeIdentity.isId(region)) {
            throw new ConfigurationException(Setting.REGION.flag()
                    + " needs 1 to 64 letters, digits, '-', '_' or '.', but is '" + region + "'.");
        }
        return region;
    }

    private List<ClusterOptions.Parent> parents() throws ConfigurationException {
        List<ClusterOptions.Parent> parents = new ArrayList<>();
        Optional<Given> given = find.apply(Setting.PARENT);
        if (given.isPresent()) {
            String origin = given.get().origin();
            for (String text : split(given.get())) {
                int at = text.indexOf('@');
                if (at < 1 || !NodeIdentity.isId(text.substring(0, at))) {
                    throw new ConfigurationException(
                            origin + " needs ID@HOST:PORT, such as relay-1@10.0.0.5:7000, but has '" + text + "'.");
                }
                parents.add(new ClusterOptions.Parent(
                        text.substring(0, at), HostPort.parse(text.substring(at + 1), origin)));
            }
            if (parents.size() > PARENTS_MAX) {
                throw new ConfigurationException(origin + " may name " + PARENTS_MAX + " nodes at most.");
            }
        }
        return parents;
    }

    private Optional<String> redis() throws ConfigurationException {
        Optional<Given> given = find.apply(Setting.REDIS);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        String url = given.get().single().strip();
        try {
            RedisStore.requireUrl(url);
        } catch (IllegalArgumentException refused) {
            throw new ConfigurationException(given.get().origin() + " " + refused.getMessage());
        }
        return Optional.of(url);
    }

    private Optional<Path> redisCa() throws ConfigurationException {
        Optional<Given> given = find.apply(Setting.REDIS_CA);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        String origin = given.get().origin();
        if (!redis().orElse("").startsWith("rediss")) {
            throw new ConfigurationException(
                    origin + " is for a " + Setting.REDIS.flag() + " that begins with rediss.");
        }
        Path file = Path.of(given.get().single().strip());
        if (!Files.isReadable(file)) {
            throw new ConfigurationException(origin + " names '" + file + "', which is not there or cannot be read.");
        }
        return Optional.of(file);
    }

    private Optional<URI> url() throws ConfigurationException {
        Optional<Given> given = find.apply(Setting.NODE_URL);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        String text = given.get().single().strip();
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare = uri.getRawPath().isEmpty() && uri.getRawQuery() == null && uri.getUserInfo() == null;
            if (http && uri.getHost() != null && bare) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            // falls through to the one message
        }
        throw new ConfigurationException(given.get().origin()
                + " needs an http or https address without a path, such as https://edge-1.example.com, but is '" + text
                + "'.");
    }

    private int number(Setting setting, int otherwise, int min, int max) throws ConfigurationException {
        Optional<Given> given = find.apply(setting);
        if (given.isEmpty()) {
            return otherwise;
        }
        String text = given.get().single().strip();
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message
        }
        throw new ConfigurationException(
                given.get().origin() + " needs a whole number from " + min + " to " + max + ", but is '" + text + "'.");
    }

    private static List<String> split(Given given) {
        List<String> all = new ArrayList<>();
        for (String text : given.texts()) {
            for (String each : text.split(",", -1)) {
                all.add(each.strip());
            }
        }
        return all;
    }
}
