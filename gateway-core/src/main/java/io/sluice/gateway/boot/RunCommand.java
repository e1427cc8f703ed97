package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice run}. */
@Command(
    name = "run",
    description = "Runs the gateway. SIGTERM drains and ends it; SIGHUP reads its config again.")
final class RunCommand implements Callable<Integer> {
  private final Home home;
  private final PrintStream out;
  private final PrintStream err;

  @Mixin private final ConfigOption option = new ConfigOption();

  RunCommand(Home home, PrintStream out, PrintStream err) {
    this.home = home;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws Exception {
    ConfigFile file = ConfigFile.of(home.config(option.file), System::getenv);
    try {
      new GatewayProcess(file, out).run(config -> {});
      return SluiceCommand.OK;
    } catch (ConfigException e) {
      file.print(e.errors(), err, err);
      return SluiceCommand.CONFIG_ERROR;
    }
  }
}
