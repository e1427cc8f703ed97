package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where operators connect, and who they are. */
public record AdminConfig(
    @Option(
            value = "Address and port of metrics, health and the admin API; port 0 = any free one.",
            orElse = "127.0.0.1:9901")
        Bind bind,
    @Option("Who may use the admin API; none = whoever connects from a loopback address.")
        List<AdminTokenConfig> tokens,
    @Option(value = "Whether a write must say with If-Match what it changes.", orElse = "false")
        boolean requireIfMatch) {

  static final Bind DEFAULT_BIND = new Bind("127.0.0.1", 9901);

  /** Refuses tokens that cannot be told apart. */
  public AdminConfig {
    Set<String> names = new HashSet<>();
    Set<String> secrets = new HashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (!names.add(tokens.get(i).name())) {
        throw new IllegalArgumentException(
            "tokens[" + i + "].name: " + tokens.get(i).name() + " (expected: a name of its own)");
      }
      if (!secrets.add(tokens.get(i).token())) {
        throw new IllegalArgumentException(
            "tokens[" + i + "].token: (hidden) (expected: a token of its own)");
      }
    }
  }
}
