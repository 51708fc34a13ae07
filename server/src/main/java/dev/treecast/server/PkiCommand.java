package dev.treecast.server;

import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.config.NewFile;
import dev.treecast.tree.pki.ClusterAuthority;
import dev.treecast.tree.pki.NodeCertificate;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.NodeRole;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code pki init} and {@code pki issue}: a cluster's CA, and the certificates of its nodes, in files.
 *
 * <p>{@code ca.pem} holds the CA's certificate, {@code ca-key.pem} its key (0600), {@code ID.pem} a node's key and chain (0600). None is ever overwritten.
 */
final class PkiCommand implements Callable<Integer> {
    private static final String AUTHORITY_FILE = "ca.pem";
    private static final String AUTHORITY_KEY_FILE = "ca-key.pem";
    private static final int DAYS_MAX = 36_500;

    private final CommandSpec spec;
    private final Action action;

    private PkiCommand(Action action) {
        this.spec = CommandSpec.wrapWithoutInspection(this);
        this.action = action;
    }

    private interface Action {
        /** What to tell the user. */
        String run(ParseResult parsed) throws ConfigurationException, IOException;
    }

    static CommandSpec spec(String version) {
        CommandSpec[] itself = new CommandSpec[1];
        Callable<Integer> usage = () -> {
            itself[0].commandLine().usage(itself[0].commandLine().getErr());
            return ExitCode.USAGE;
        };
        CommandSpec root = CommandSpec.wrapWithoutInspection(usage);
        itself[0] = root;
        root.mixinStandardHelpOptions(true).version("Treecast " + version);
        root.usageMessage()
                .description("Makes a cluster's certificate authority and its nodes' certificates.")
                .synopsisSubcommandLabel("COMMAND")
                .width(100);
        root.addSubcommand("init", init(version));
        root.addSubcommand("issue", issue(version));
        return root;
    }

    private static CommandSpec init(String version) {
        CommandSpec spec = command(
                PkiCommand::makeAuthority,
                version,
                "Makes a cluster's certificate authority: ca.pem, which every node gets, and ca-key.pem, which none does.");
        spec.addOption(directory());
        spec.addOption(text("--name", "CLUSTER", "The cluster's name. Default: treecast")
                .build());
        spec.addOption(days("3650"));
        return spec;
    }

    private static CommandSpec issue(String version) {
        CommandSpec spec = command(
                PkiCommand::issueCertificate,
                version,
                "Issues a node's certificate: ID.pem, the node's key and certificate; ca.pem goes with it.");
        spec.usageMessage()
                .footer("", "Example: treecast pki issue --dir pki --node edge-1 --roles edge,relay --out edge-1");
        spec.addOption(directory());
        spec.addOption(text("--node", "ID", "The node's id: 1 to 64 letters, digits and _ . -")
                .required(true)
                .build());
        spec.addOption(text("--roles", "ROLES", "ingest, relay, edge, or several with commas in between.")
                .required(true)
                .build());
        spec.addOption(days("365"));
        spec.addOption(text("--out", "DIR", "Where ID.pem and a copy of ca.pem go. Default: the CA's folder")
                .build());
        return spec;
    }

    private static CommandSpec command(Action action, String version, String description) {
        CommandSpec spec = new PkiCommand(action).spec;
        spec.mixinStandardHelpOptions(true).version("Treecast " + version);
        spec.usageMessage().description(description).sortOptions(false).width(100);
        return spec;
    }

    private static OptionSpec directory() {
        return text("--dir", "DIR", "The CA's folder.").required(true).build();
    }

    private static OptionSpec days(String standard) {
        return text("--days", "N", "How long the certificate is valid. Default: " + standard)
                .build();
    }

    private static OptionSpec.Builder text(String flag, String label, String description) {
        return OptionSpec.builder(flag).paramLabel(label).type(String.class).description(description);
    }

    @Override
    public Integer call() throws ConfigurationException, StartupException {
        try {
            spec.commandLine().getOut().println(action.run(spec.commandLine().getParseResult()));
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        } catch (FileAlreadyExistsException e) {
            throw new StartupException(
                    e.getMessage() + " is there already, and is not overwritten: move it away first.");
        } catch (NoSuchFileException e) {
            throw new StartupException("there is no file " + e.getMessage() + ": treecast pki init makes a CA.");
        } catch (IOException e) {
            throw new StartupException("cannot read or write: " + e);
        }
    }

    private static String makeAuthority(ParseResult parsed) throws ConfigurationException, IOException {
        Path folder = Path.of(parsed.matchedOptionValue("--dir", ""));
        Duration validFor = validFor(parsed, "3650");
        try {
            ClusterAuthority authority = ClusterAuthority.create(
                    parsed.matchedOptionValue("--name", "treecast"), validFor, new SecureRandom(), now());
            Files.createDirectories(folder);
            // The key first: a certificate without it would be the end of a second try.
            Path key = folder.resolve(AUTHORITY_KEY_FILE);
            NewFile.writeSecret(key, authority.keyPem());
            NewFile.write(folder.resolve(AUTHORITY_FILE), authority.certificatePem());
            return folder.resolve(AUTHORITY_FILE) + " is for every node, " + key + " for none: keep it safe."
                    + " Valid until " + authority.validUntil() + ".";
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("--name: " + e.getMessage() + ".");
        }
    }

    private static String issueCertificate(ParseResult parsed) throws ConfigurationException, IOException {
        Path folder = Path.of(parsed.matchedOptionValue("--dir", ""));
        Path out = Path.of(parsed.matchedOptionValue("--out", folder.toString()));
        NodeIdentity node = node(parsed);
        Duration validFor = validFor(parsed, "365");
        ClusterAuthority authority = authority(folder);
        NodeCertificate certificate;
        try {
            certificate = authority.issue(node, validFor, new SecureRandom(), now());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage() + ".");
        }
        Files.createDirectories(out);
        Path trusted = out.resolve(AUTHORITY_FILE);
        if (!Files.exists(trusted)) {
            NewFile.write(trusted, authority.certificatePem());
        } else if (!Files.readString(trusted).equals(authority.certificatePem())) {
            throw new FileAlreadyExistsException(trusted.toString());
        }
        Path file = out.resolve(node.id() + ".pem");
        NewFile.writeSecret(file, certificate.toPem());
        return "The node gets " + file + " and " + trusted + ". Valid until " + certificate.validUntil() + ".";
    }

    private static ClusterAuthority authority(Path folder) throws ConfigurationException, IOException {
        String certificate = Files.readString(folder.resolve(AUTHORITY_FILE));
        String key = Files.readString(folder.resolve(AUTHORITY_KEY_FILE));
        try {
            return ClusterAuthority.fromPem(certificate, key);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(folder + " holds no CA that can be used: " + e.getMessage() + ".");
        }
    }

    private static NodeIdentity node(ParseResult parsed) throws ConfigurationException {
        Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
        for (String label : parsed.matchedOptionValue("--roles", "").split(",", -1)) {
            roles.add(NodeRole.of(label.strip())
                    .orElseThrow(() -> new ConfigurationException(
                            "--roles: there is no role '" + label.strip() + "'; roles are ingest, relay, edge.")));
        }
        String id = parsed.matchedOptionValue("--node", "");
        if (id.equals("ca") || id.equals("ca-key")) {
            throw new ConfigurationException("--node: '" + id + "' would take the name of the CA's file.");
        }
        try {
            return new NodeIdentity(id, roles);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("--node: " + e.getMessage() + ".");
        }
    }

    private static Duration validFor(ParseResult parsed, String standard) throws ConfigurationException {
        String text = parsed.matchedOptionValue("--days", standard);
        if (text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) <= DAYS_MAX) {
            return Duration.ofDays(Integer.parseInt(text));
        }
        throw new ConfigurationException("--days needs a number from 1 to " + DAYS_MAX + ", but is '" + text + "'.");
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }
}
