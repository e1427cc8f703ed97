package io.sluice.gateway.boot;

import io.sluice.gateway.config.FilterDocs;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sluice filters}. */
@Command(
    name = "filters",
    description =
        "Lists every filter, those in plugins/ too: options, defaults and what they mean.")
final class FiltersCommand implements Callable<Integer> {
  private final PrintStream out;

  FiltersCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    out.print(FilterDocs.text(FoundPlugins.filters()));
    return SluiceCommand.OK;
  }
}
