package io.sluice.filters.hmacauth;

import io.sluice.gateway.api.Option;
import java.util.Locale;

/**
 * How it is found out that a request comes twice.
 *
 * @param maxNonces that one gateway remembers
 */
public record ReplayConfig(
    @Option(
            value = "Who remembers nonces: nobody, each gateway, or all together.",
            orElse = "local")
        Store store,
    @Option(
            value = "Nonces that a gateway remembers, some 100 bytes each.",
            orElse = "100000",
            min = 1,
            max = 100_000_000)
        long maxNonces,
    @Option(value = "While Redis does not answer: refuse, or remember here.", orElse = "deny")
        OnStoreError onStoreError) {

  public ReplayConfig {
    if (store != Store.REDIS && onStoreError != OnStoreError.DENY) {
      throw new IllegalArgumentException(
          "on_store_error: "
              + onStoreError.name().toLowerCase(Locale.ROOT)
              + " (expected: only with store redis)");
    }
  }

  /** Where nonces are. */
  public enum Store {
    NONE,
    LOCAL,
    REDIS
  }

  /** What happens while Redis does not answer. */
  public enum OnStoreError {
    DENY,
    LOCAL
  }
}
