package io.sluice.gateway.boot;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code sluice help}. */
@Command(name = "help", description = "Shows this help, or that of a command.")
final class HelpCommand implements Callable<Integer> {
  private final CommandLine sluice;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "Which command; none: all.")
  private @Nullable String command;

  HelpCommand(CommandLine sluice) {
    this.sluice = sluice;
  }

  @Override
  public Integer call() {
    CommandLine shown = command == null ? sluice : sluice.getSubcommands().get(command);
    if (shown == null) {
      throw new ParameterException(sluice, "unknown command " + command);
    }
    shown.usage(shown.getOut());
    return SluiceCommand.OK;
  }
}
