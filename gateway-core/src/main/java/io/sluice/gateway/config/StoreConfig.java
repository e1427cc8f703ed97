package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;

/** Where changes of the admin API are kept. */
public record StoreConfig(
    @Option(
            value =
                "memory = until the process ends; file = in a file beside the config; consul = in"
                    + " Consul's key-value store, for all gateways that name the same prefix.",
            orElse = "file")
        Type type,
    @Option(
            value =
                "File that keeps the revisions; with consul a copy of them, for a start without"
                    + " Consul. Empty = the config's name and .state.",
            orElse = "\"\"")
        String path,
    @Option(
            value = "Where the keys in Consul begin.",
            orElse = "sluice/config",
            pattern = Names.LINE)
        String prefix,
    @Option(value = "How many revisions are kept.", orElse = "100", min = 2, max = 10000)
        int revisions) {

  /** Where. */
  public enum Type {
    MEMORY,
    FILE,
    CONSUL
  }
}
