package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigWarning;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.ServerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The settings that a gateway keeps from its start, whatever a reload says. */
final class FixedSettings {
  private FixedSettings() {}

  /**
   * A warning for each of them that differs, such as {@code server.workers: 4 applies at the next
   * start, 2 stays until then}.
   */
  static List<ConfigWarning> ignored(GatewayConfig started, GatewayConfig wanted) {
    ServerConfig now = started.server();
    ServerConfig then = wanted.server();
    List<ConfigWarning> warnings = new ArrayList<>();
    compare(warnings, "server.workers", now.workers(), then.workers());
    compare(warnings, "server.transport", lowerCase(now.transport()), lowerCase(then.transport()));
    compare(warnings, "server.drain_timeout", text(now.drainTimeout()), text(then.drainTimeout()));
    compare(warnings, "server.drain_delay", text(now.drainDelay()), text(then.drainDelay()));
    compare(warnings, "server.zone", quoted(now.zone()), quoted(then.zone()));
    if (!started.store().equals(wanted.store())) {
      warnings.add(new ConfigWarning("store", "another one is used from the next start on"));
    }
    return warnings;
  }

  private static String lowerCase(ServerConfig.Transport transport) {
    return transport.name().toLowerCase(Locale.ROOT);
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "\"\"" : text;
  }

  private static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  private static void compare(List<ConfigWarning> warnings, String path, Object now, Object then) {
    if (!Objects.equals(now, then)) {
      String message = then + " applies at the next start, " + now + " stays until then";
      warnings.add(new ConfigWarning(path, message));
    }
  }
}
