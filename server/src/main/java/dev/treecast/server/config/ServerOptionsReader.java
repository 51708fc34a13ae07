package dev.treecast.server.config;

import dev.treecast.edge.Pacing;
import dev.treecast.server.config.SettingSource.Given;
import dev.treecast.server.config.TextOptions.WordAction;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes {@link ServerOptions} of what several sources say; where two speak about a setting, the earlier source holds. */
public final class ServerOptionsReader {
    /** RFC 6750 section 2.1, b64token: what every client can put behind "Bearer". */
    private static final Pattern BEARER_TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{1,256}=*");

    private final List<SettingSource> sources;

    /** @param sources strongest first: flags, environment, file */
    public ServerOptionsReader(List<SettingSource> sources) {
        this.sources = List.copyOf(sources);
    }

    public ServerOptions read() throws ConfigurationException {
        ServerOptions defaults = ServerOptions.defaults();
        MediaOptions media = defaults.media();
        LimitOptions limits = defaults.limits();
        return new ServerOptions(
                defaults.http().withBind(hostPort(Setting.HTTP, defaults.http().bind())),
                new MediaOptions(
                        mediaBind(media),
                        publicAddresses(),
                        loops(media.loops()),
                        pacing(media.pacing()),
                        isOn(Setting.AUDIO_REDUNDANCY, media.redundantAudio())),
                new LimitOptions(
                        count(Setting.MAX_SESSIONS, limits.sessionsMax()),
                        count(Setting.MAX_SESSIONS_PER_ADDRESS, limits.sessionsPerAddressMax()),
                        limits.keyFailuresPerMinuteMax(),
                        limits.keyFailureAddressesMax()),
                tls(),
                path(Setting.DATA).orElse(defaults.data()),
                publishKey(),
                iceServers(),
                interaction(defaults.interaction()),
                cluster());
    }

    private Optional<ClusterOptions> cluster() throws ConfigurationException {
        return new ClusterOptionsReader(this::find)
                .read(path(Setting.DATA).orElse(ServerOptions.defaults().data()));
    }

    private InteractionOptions interaction(InteractionOptions defaults) throws ConfigurationException {
        return defaults.withTokenKey(path(Setting.TOKEN_KEY))
                .withTexts(texts())
                .withWebSocketsMax(
                        count(Setting.MAX_WEBSOCKETS, defaults.webSocketsMax()),
                        count(Setting.MAX_WEBSOCKETS_PER_ADDRESS, defaults.webSocketsPerAddressMax()));
    }

    private TextOptions texts() throws ConfigurationException {
        return new TextOptions(
                path(Setting.TEXT_WORDS),
                choice(
                        Setting.TEXT_WORDS_ACTION,
                        WordAction.values(),
                        TextOptions.defaults().action()),
                endpoint());
    }

    private Optional<URI> endpoint() throws ConfigurationException {
        Optional<Given> given = find(Setting.TEXT_HOOK);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(given.get().single().strip());
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            // falls through to the one message
        }
        // It may hold a secret, so it is not repeated.
        throw new ConfigurationException(given.get().origin()
                + " needs an http or https address, without a user, such as http://127.0.0.1:9000/check.");
    }

    /** One of the constants, as their names are in lower case. */
    private <E extends Enum<E>> E choice(Setting setting, E[] constants, E otherwise) throws ConfigurationException {
        Optional<Given> given = find(setting);
        if (given.isEmpty()) {
            return otherwise;
        }
        String text = given.get().single().strip();
        for (E constant : constants) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        throw new ConfigurationException(
                given.get().origin() + " is one of " + setting.label().replace("|", ", ") + ", but is '" + text + "'.");
    }

    private Optional<Given> find(Setting setting) {
        return sources.stream().flatMap(s -> s.find(setting).stream()).findFirst();
    }

    private HostPort hostPort(Setting setting, HostPort otherwise) throws ConfigurationException {
        Optional<Given> given = find(setting);
        return given.isPresent()
                ? HostPort.parse(given.get().single(), given.get().origin())
                : otherwise;
    }

    private HostPort mediaBind(MediaOptions defaults) throws ConfigurationException {
        HostPort bind = hostPort(Setting.MEDIA, defaults.bind());
        int loops = loops(defaults.loops());
        if (bind.port() + loops - 1 > 65_535) {
            throw new ConfigurationException(
                    "--media needs " + loops + " UDP ports from " + bind.port() + " on, which goes past 65535.");
        }
        return bind;
    }

    private int loops(int otherwise) throws ConfigurationException {
        int loops = count(Setting.MEDIA_LOOPS, otherwise);
        if (loops > MediaOptions.LOOPS_MAX) {
            throw new ConfigurationException(Setting.MEDIA_LOOPS.flag() + " can be " + MediaOptions.LOOPS_MAX
                    + " at most, but is " + loops + ".");
        }
        return loops;
    }

    private Pacing pacing(Pacing otherwise) throws ConfigurationException {
        Optional<Given> given = find(Setting.PACING);
        if (given.isEmpty()) {
            return otherwise;
        }
        String text = given.get().single().strip();
        return switch (text) {
            case "staggered" -> Pacing.staggered();
            case "burst" -> Pacing.burst();
            default ->
                throw new ConfigurationException(
                        given.get().origin() + " is either staggered or burst, but is '" + text + "'.");
        };
    }

    private boolean isOn(Setting setting, boolean otherwise) throws ConfigurationException {
        Optional<Given> given = find(setting);
        if (given.isEmpty()) {
            return otherwise;
        }
        String text = given.get().single().strip();
        return switch (text) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default ->
                throw new ConfigurationException(given.get().origin() + " is either on or off, but is '" + text + "'.");
        };
    }

    private List<InetAddress> publicAddresses() throws ConfigurationException {
        List<InetAddress> addresses = new ArrayList<>();
        Optional<Given> given = find(Setting.PUBLIC_ADDRESS);
        if (given.isEmpty()) {
            return addresses;
        }
        for (String text : given.get().texts()) {
            for (String literal : text.split(",", -1)) {
                addresses.add(address(literal.strip(), given.get().origin()));
            }
        }
        return addresses;
    }

    private static InetAddress address(String literal, String origin) throws ConfigurationException {
        try {
            InetAddress address = InetAddress.ofLiteral(literal);
            if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
                throw new ConfigurationException(origin + ": " + literal + " is not an address a browser can send to.");
            }
            return address;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    origin + " needs IP addresses such as 203.0.113.7 or 2001:db8::7, but has '" + literal + "'.");
        }
    }

    private int count(Setting setting, int otherwise) throws ConfigurationException {
        Optional<Given> given = find(setting);
        if (given.isEmpty()) {
            return otherwise;
        }
        String text = given.get().single();
        try {
            int count = Integer.parseInt(text.strip());
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message for both
        }
        throw new ConfigurationException(
                given.get().origin() + " needs a whole number from 1 up, but is '" + text + "'.");
    }

    private Optional<Path> path(Setting setting) throws ConfigurationException {
        Optional<Given> given = find(setting);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        String text = given.get().single();
        // A shell expands the tilde on a command line, but nobody does in a file or a unit's environment.
        String expanded = text.startsWith("~/") ? System.getProperty("user.home", ".") + text.substring(1) : text;
        try {
            return Optional.of(Path.of(expanded));
        } catch (InvalidPathException e) {
            throw new ConfigurationException(given.get().origin() + " is no path: '" + text + "'.");
        }
    }

    private Optional<TlsOptions> tls() throws ConfigurationException {
        Optional<Path> certificate = path(Setting.TLS_CERT);
        Optional<Path> key = path(Setting.TLS_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            throw new ConfigurationException("HTTPS needs both --tls-cert and --tls-key; only "
                    + (certificate.isPresent() ? "--tls-cert" : "--tls-key") + " is given.");
        }
        return certificate.isPresent() && key.isPresent()
                ? Optional.of(TlsOptions.of(certificate.get(), key.get()))
                : Optional.empty();
    }

    private Optional<String> publishKey() throws ConfigurationException {
        Optional<Given> given = find(Setting.PUBLISH_KEY);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        String key = given.get().single().strip();
        if (!isBearerToken(key)) {
            throw new ConfigurationException(given.get().origin()
                    + " may have letters, digits and . _ ~ + / - (at most 256), so that every client can send it.");
        }
        return Optional.of(key);
    }

    static boolean isBearerToken(String text) {
        return BEARER_TOKEN.matcher(text).matches();
    }

    private List<IceServer> iceServers() throws ConfigurationException {
        List<IceServer> servers = new ArrayList<>();
        Optional<Given> given = find(Setting.ICE_SERVER);
        if (given.isPresent()) {
            for (String text : given.get().texts()) {
                servers.add(IceServer.parse(text, given.get().origin()));
            }
        }
        return servers;
    }
}
