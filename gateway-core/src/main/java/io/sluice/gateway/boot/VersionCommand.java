package io.sluice.gateway.boot;

import io.sluice.gateway.config.ServerConfig;
import io.sluice.gateway.server.Transport;
import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code sluice version}. */
@Command(
    name = "version",
    description = "Shows the versions of Sluice and Java, and the transport.")
final class VersionCommand implements Runnable, IVersionProvider {
  private final PrintStream out;

  VersionCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public void run() {
    for (String line : getVersion()) {
      out.println(line);
    }
  }

  /** What {@code sluice --version} prints too. */
  @Override
  public String[] getVersion() {
    return new String[] {
      "sluice " + version(),
      "java " + Runtime.version() + " (" + System.getProperty("java.vm.name", "unknown") + ")",
      "transport " + Transport.of(ServerConfig.Transport.AUTO).name()
    };
  }

  /** The version in the jar's manifest; a class folder has none. */
  static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }
}
