package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

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

  private SluiceCommand() {}

  /** The whole command line, writing to the given streams. */
  static CommandLine line(Home home, PrintStream out, PrintStream err) {
    return new CommandLine(new SluiceCommand())
        .addSubcommand(new DemoCommand(home, out))
        .addSubcommand(new RunCommand(home, out))
        .addSubcommand(new CheckCommand(home, out))
        .addSubcommand(new SchemaCommand(out))
        .addSubcommand(new FiltersCommand(out))
        .addSubcommand(new VersionCommand(out))
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler((failure, command, parsed) -> exitCode(failure, err));
  }

  private static int exitCode(Exception failure, PrintStream err) {
    if (failure instanceof ConfigException config) {
      err.println(config.errors());
      return CONFIG_ERROR;
    }
    if (failure instanceof IOException) {
      err.println("sluice: " + failure.getMessage());
    } else {
      failure.printStackTrace(err); // a bug: its place is what helps
    }
    return CANNOT_START;
  }
}
