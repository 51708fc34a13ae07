package dev.treecast.server;

import dev.treecast.interaction.bus.Role;
import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.config.Setting;
import dev.treecast.server.identity.TokenClaims;
import dev.treecast.server.identity.TokenKey;
import dev.treecast.server.identity.TokenMaker;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code token}: makes a token that names a viewer or a game, and prints it. */
final class TokenCommand implements Callable<Integer> {
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final Duration DURATION_MAX = Duration.ofDays(366);

    /** A token needs no more of the settings than where its key is. */
    private static final SettingFlags FLAGS = new SettingFlags(List.of(Setting.TOKEN_KEY, Setting.DATA));

    private final CommandSpec spec;

    private TokenCommand() {
        this.spec = CommandSpec.wrapWithoutInspection(this);
    }

    static CommandSpec spec(String version) {
        CommandSpec spec = new TokenCommand().spec;
        spec.mixinStandardHelpOptions(true).version("Treecast " + version);
        spec.usageMessage()
                .description("Makes a token that names a viewer or a game to the server, and prints it.")
                .footer(
                        "",
                        "Run it as the user who runs the server, on its machine, or with the same --token-key.",
                        "Example: treecast token --subject alice --name Alice --role viewer --role crew --ttl 12h")
                .sortOptions(false)
                .width(100);
        spec.addOption(text("--subject", "ID", "Who it is, the same in all of one person's tokens.")
                .required(true)
                .build());
        spec.addOption(text("--name", "NAME", "What others are shown. Default: the subject")
                .build());
        spec.addOption(OptionSpec.builder("--role")
                .paramLabel("ROLE")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("viewer, crew, moderator or game. May be repeated. Default: viewer")
                .build());
        spec.addOption(text("--stream", "NAME", "The one stream it is for. Default: all streams")
                .build());
        spec.addOption(text("--ttl", "TIME", "How long it is valid: 90s, 30m, 12h, 7d; 366d at most. Default: 12h")
                .build());
        FLAGS.addTo(spec);
        return spec;
    }

    private static OptionSpec.Builder text(String flag, String label, String description) {
        return OptionSpec.builder(flag).paramLabel(label).type(String.class).description(description);
    }

    @Override
    public Integer call() throws ConfigurationException {
        ParseResult parsed = spec.commandLine().getParseResult();
        ServerOptions options = FLAGS.read(parsed, System.getenv());
        TokenClaims claims = claims(parsed);
        Duration validFor = duration(parsed.matchedOptionValue("--ttl", "12h"));
        TokenKey key = TokenKey.load(options.interaction().tokenKey(), options.data(), new SecureRandom());
        String token = new TokenMaker(key).make(claims, Clock.systemUTC().instant(), validFor);
        spec.commandLine().getOut().println(token);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static TokenClaims claims(ParseResult parsed) throws ConfigurationException {
        try {
            Set<Role> roles = EnumSet.noneOf(Role.class);
            parsed.matchedOptionValue("--role", List.of("viewer")).forEach(role -> roles.add(TokenClaims.role(role)));
            String subject = parsed.matchedOptionValue("--subject", "");
            @Nullable String stream = parsed.matchedOptionValue("--stream", null);
            return new TokenClaims(
                    subject, parsed.matchedOptionValue("--name", subject), roles, Optional.ofNullable(stream));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()));
        }
    }

    private static Duration duration(String text) throws ConfigurationException {
        Matcher parts = DURATION.matcher(text);
        if (parts.matches()) {
            long count = Long.parseLong(parts.group(1));
            Duration duration = switch (parts.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
            if (duration.compareTo(DURATION_MAX) <= 0) {
                return duration;
            }
        }
        throw new ConfigurationException(
                "--ttl needs a time such as 90s, 30m, 12h or 7d, at most 366d, but is '" + text + "'.");
    }
}
