package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.GatewayConfig;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice demo}. */
@Command(
    name = "demo",
    description =
        "Runs a gateway on 127.0.0.1:8080, with three small servers behind it, and says what to try.")
final class DemoCommand implements Callable<Integer> {
  private final Home home;
  private final PrintStream out;
  private final PrintStream err;

  @Option(names = "--rehearse", hidden = true) // for the launcher
  private boolean rehearse;

  DemoCommand(Home home, PrintStream out, PrintStream err) {
    this.home = home;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws Exception {
    try (DemoOrigins origins = new DemoOrigins()) {
      Map<String, String> variables = new HashMap<>(origins.variables());
      if (rehearse) {
        variables.put("SLUICE_DEMO_PORT", "0");
        variables.put("SLUICE_DEMO_ADMIN_PORT", "0");
      }
      ConfigFile file =
          ConfigFile.of(
              home.demoConfig(),
              name -> variables.containsKey(name) ? variables.get(name) : System.getenv(name));
      return run(file);
    }
  }

  private int run(ConfigFile file) throws Exception {
    try {
      if (rehearse) {
        Rehearsal.run(file, out);
      } else {
        new GatewayProcess(file, out).run(config -> printTour(file, config));
      }
      return SluiceCommand.OK;
    } catch (ConfigException e) {
      file.print(e.errors(), err, err);
      return SluiceCommand.CONFIG_ERROR;
    }
  }

  private void printTour(ConfigFile file, GatewayConfig config) {
    String gateway = config.listeners().get(0).bind().toString();
    out.print(DemoTour.text(file.path().toString(), gateway, config.admin().bind().toString()));
    out.flush();
  }
}
