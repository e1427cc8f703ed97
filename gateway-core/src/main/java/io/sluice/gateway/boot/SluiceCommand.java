package io.sluice.gateway.boot;

import io.sluice.gateway.service.CommandFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: which commands there are, and how a failure becomes words and an exit code. */
@Command(
    name = "sluice",
    description = "An API gateway.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the config has errors",
      "2:wrong usage",
      "3:could not bind or start"
    })
final class SluiceCommand {
  static final int OK = 0;
  static final int CONFIG_ERROR = 1;
  static final int CANNOT_START = 3;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows the versions, as the command does.")
  boolean version;

  private SluiceCommand() {}

  /** The whole command line, writing to the given streams. */
  static CommandLine line(Home home, PrintStream out, PrintStream err) {
    VersionCommand versions = new VersionCommand(out);
    CommandLine line = new CommandLine(new SluiceCommand());
    line.getCommandSpec().versionProvider(versions);
    line.addSubcommand(new DemoCommand(home, out, err))
        .addSubcommand(new RunCommand(home, out, err))
        .addSubcommand(new CheckCommand(home, out, err))
        .addSubcommand(new SchemaCommand(out))
        .addSubcommand(new FiltersCommand(out))
        .addSubcommand(versions)
        .addSubcommand(new HelpCommand(line));
    addFound(line, new FoundCommands(home, System.in, out, err));
    return line.setParameterExceptionHandler((wrong, arguments) -> usageError(wrong, err))
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler((failure, command, parsed) -> exitCode(failure, err));
  }

  /** Plugins that cannot be used are told of by the commands that need plugins. */
  private static void addFound(CommandLine line, FoundCommands context) {
    try {
      for (CommandFactory found : FoundCommands.all(line.getSubcommands()::containsKey)) {
        line.addSubcommand(found.name(), found.create(context));
      }
    } catch (IOException e) {
      context.err().println("sluice: " + e.getMessage());
    }
  }

  /** One line, or the whole usage for those who asked for nothing. */
  private static int usageError(ParameterException wrong, PrintStream err) {
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    String message = String.valueOf(wrong.getMessage());
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      err.println("sluice: " + unknown(unmatched, command) + see(command));
    } else if (message.startsWith("Missing required subcommand")) {
      wrong.getCommandLine().usage(err);
    } else {
      err.println("sluice: " + message + see(command));
    }
    return command.exitCodeOnInvalidInput();
  }

  private static String see(CommandSpec command) {
    return " (see `" + command.qualifiedName() + " --help`)";
  }

  private static String unknown(UnmatchedArgumentException unmatched, CommandSpec command) {
    String first = unmatched.getUnmatched().get(0);
    if (first.startsWith("-")) {
      int value = first.indexOf('=');
      List<String> near = unmatched.getSuggestions();
      String option = value < 0 ? first : first.substring(0, value);
      return "unknown option "
          + option
          + (near.isEmpty() ? "" : ", did you mean " + near.get(0) + "?");
    }
    if (command.parent() == null) {
      return "unknown command " + first;
    }
    // A config is named with an option, which is easily forgotten.
    boolean config = command.findOption("--config") != null;
    String meant = ", did you mean: " + command.qualifiedName() + " --config " + first + "?";
    return "unknown argument " + first + (config ? meant : "");
  }

  private static int exitCode(Exception failure, PrintStream err) {
    if (failure instanceof IOException) {
      err.println("sluice: " + failure.getMessage());
    } else {
      failure.printStackTrace(err); // a bug: its place is what helps
    }
    return CANNOT_START;
  }
}
