package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigSchema;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sluice schema}. */
@Command(
    name = "schema",
    description = "Prints the JSON Schema of the config, with the options of every filter.")
final class SchemaCommand implements Callable<Integer> {
  private final PrintStream out;

  SchemaCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    out.println(ConfigSchema.text(FoundPlugins.all()));
    return SluiceCommand.OK;
  }
}
