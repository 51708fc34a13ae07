package dev.treecast.server;

import dev.treecast.server.config.ConfigurationException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

/** The program: {@code treecast serve}, {@code treecast demo}, {@code treecast cluster-demo}, {@code treecast token}, {@code treecast pki}. Exit status 0: all well; 1: could not start or broke; 2: wrongly used. */
public final class Treecast {
    private Treecast() {}

    public static void main(String[] arguments) {
        int status = commandLine(Wiring.standard()).execute(arguments);
        System.exit(status);
    }

    /** The whole command line over one wiring. */
    static CommandLine commandLine(Wiring wiring) {
        String version = version();
        Callable<Integer> usage = () -> ExitCode.USAGE;
        CommandSpec root = CommandSpec.wrapWithoutInspection(usage).name("treecast");
        root.mixinStandardHelpOptions(true).version("Treecast " + version);
        root.usageMessage()
                .description("A low-latency interactive live broadcast server: WHIP in, WHEP out.")
                .synopsisSubcommandLabel("COMMAND")
                .width(100);
        root.addSubcommand("serve", ServeCommand.spec(wiring, false, version));
        root.addSubcommand("demo", ServeCommand.spec(wiring, true, version));
        root.addSubcommand("cluster-demo", ClusterDemoCommand.spec(wiring, version));
        root.addSubcommand("token", TokenCommand.spec(version));
        root.addSubcommand("pki", PkiCommand.spec(version));
        CommandLine commandLine = new CommandLine(root);
        commandLine.setParameterExceptionHandler((wrong, given) -> {
            CommandLine command = wrong.getCommandLine();
            return fail(
                    command,
                    wrong.getMessage() + " Try '" + command.getCommandSpec().qualifiedName() + " --help'.",
                    2);
        });
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
        commandLine.setExecutionStrategy(parsed -> {
            if (!parsed.hasSubcommand() && !parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
                root.commandLine().usage(root.commandLine().getErr());
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        return commandLine;
    }

    private static int explain(Exception failure, CommandLine command) {
        return switch (failure) {
            case ConfigurationException wrong -> fail(command, wrong.getMessage(), ExitCode.USAGE);
            case StartupException cannot -> fail(command, cannot.getMessage(), ExitCode.SOFTWARE);
            default -> {
                LoggerFactory.getLogger(Treecast.class).debug("Failed", failure);
                yield fail(command, failure + " (TREECAST_LOG=debug tells more)", ExitCode.SOFTWARE);
            }
        };
    }

    private static int fail(CommandLine command, @Nullable String message, int status) {
        PrintWriter err = command.getErr();
        err.println("treecast: " + message);
        err.flush();
        return status;
    }

    private static String version() {
        String version = Treecast.class.getPackage().getImplementationVersion();
        return version == null ? "(development build)" : version;
    }
}
