package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigWarning;
import io.sluice.gateway.config.ConfigWarnings;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.document.BoundDocument;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice check}. */
@Command(name = "check", description = "Says everything that is wrong with a config, or nothing.")
final class CheckCommand implements Callable<Integer> {
  private final Home home;
  private final PrintStream out;
  private final PrintStream err;

  @Mixin private final ConfigOption option = new ConfigOption();

  CheckCommand(Home home, PrintStream out, PrintStream err) {
    this.home = home;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    ConfigFile file = ConfigFile.of(home.config(option.file), System::getenv);
    try {
      BoundDocument loaded = file.load();
      check(file, loaded);
      GatewayConfig config = loaded.config();
      for (ConfigWarning warning : ConfigWarnings.of(config)) {
        err.println("warning: " + warning);
      }
      out.println(
          file.path()
              + ": ok ("
              + counted(config.routes().size(), "route")
              + ", "
              + counted(config.upstreams().size(), "upstream")
              + ")");
      return SluiceCommand.OK;
    } catch (ConfigException e) {
      file.print(e.errors(), err, out);
      return SluiceCommand.CONFIG_ERROR;
    }
  }

  private static void check(ConfigFile file, BoundDocument config) throws ConfigException {
    try {
      Gateway.check(config);
    } catch (ConfigException e) {
      throw file.located(e);
    }
  }

  private static String counted(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
