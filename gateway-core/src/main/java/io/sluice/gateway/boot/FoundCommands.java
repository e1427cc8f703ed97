package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.service.CommandContext;
import io.sluice.gateway.service.CommandFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The commands that jars bring. */
record FoundCommands(Home home, InputStream in, PrintStream out, PrintStream err)
    implements CommandContext {

  /**
   * All of them.
   *
   * @param reserved whether a name is one of the gateway's own commands
   * @throws IOException when a jar among the plugins cannot be used
   */
  static List<CommandFactory> all(Predicate<String> reserved) throws IOException {
    return Providers.found(CommandFactory.class, "command", c -> c, CommandFactory::name, reserved);
  }

  @Override
  public GatewayConfig config(@Nullable Path file) throws ConfigException, IOException {
    return ConfigFile.of(home.config(file), System::getenv).load().config();
  }
}
