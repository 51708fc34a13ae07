package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Spec;

/** {@code ./treecast bench}. Exit status 0: measured; 1: could not measure; 2: wrongly used. A new measurement is one more subcommand. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Measures Treecast on this machine, with real viewers, so that anybody can check its numbers.",
        subcommands = {
            AllCommand.class,
            FanoutCommand.class,
            StormCommand.class,
            InteractionCommand.class,
            PurchasesCommand.class,
            TrafficCommand.class,
            RelayCommand.class,
            DrainCommand.class,
            TreeCommand.class,
            LossCommand.class,
            PeersCommand.class,
            NetworkCommand.class,
            LimitCommand.class,
            JmhCommand.class,
            SwarmCommand.class,
            RelayEndsCommand.class,
            WireCommand.class,
            ProbeCommand.class
        })
public final class Bench implements Runnable {
    private static final int WIDTH = 100;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Bench());
        commandLine.setUsageHelpWidth(WIDTH);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((wrong, given) -> {
            String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
            return fail(
                    wrong.getCommandLine(),
                    wrong.getMessage() + " Try './treecast " + command + " --help'.",
                    ExitCode.USAGE);
        });
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof BenchFailure wrong) {
                return fail(command, wrong.sentence(), ExitCode.SOFTWARE);
            }
            failure.printStackTrace(command.getErr());
            return fail(command, failure.toString(), ExitCode.SOFTWARE);
        });
        return commandLine;
    }

    private static int fail(CommandLine command, String message, int status) {
        PrintWriter err = command.getErr();
        err.println("bench: " + message);
        err.flush();
        return status;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
    }
}
