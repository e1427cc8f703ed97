package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.GatewayConfig;
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

  @Mixin private final ConfigOption option = new ConfigOption();

  CheckCommand(Home home, PrintStream out) {
    this.home = home;
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    ConfigFile file = ConfigFile.of(home.config(option.file), System::getenv);
    try {
      GatewayConfig config = file.load();
      check(file, config);
      out.println(
          file.path()
              + ": ok ("
              + counted(config.routes().size(), "route")
              + ", "
              + counted(config.upstreams().size(), "upstream")
              + ")");
      return SluiceCommand.OK;
    } catch (ConfigException e) {
      out.println(e.errors());
      return SluiceCommand.CONFIG_ERROR;
    }
  }

  private static void check(ConfigFile file, GatewayConfig config) throws ConfigException {
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
