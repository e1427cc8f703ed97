package io.sluice.gateway.boot;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;
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
    IParameterExceptionHandler usual = line.getParameterExceptionHandler();
    return line.setParameterExceptionHandler(
            (wrong, arguments) -> {
              int code = usual.handleParseException(wrong, arguments);
              hint(wrong, err);
              return code;
            })
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler((failure, command, parsed) -> exitCode(failure, err));
  }

  /** A config is named with an option, which is easily forgotten. */
  private static void hint(ParameterException wrong, PrintStream err) {
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    if (wrong instanceof UnmatchedArgumentException unmatched
        && command.findOption("--config") != null
        && !unmatched.getUnmatched().get(0).startsWith("-")) {
      String file = unmatched.getUnmatched().get(0);
      err.println("Did you mean: " + command.qualifiedName() + " --config " + file);
    }
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
