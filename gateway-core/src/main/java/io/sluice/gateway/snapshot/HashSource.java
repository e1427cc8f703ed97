package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.config.HashOnConfig;
import org.jspecify.annotations.Nullable;

/** Where an exchange's sticky value comes from. */
@FunctionalInterface
public interface HashSource {
  /** No value: every exchange is on its own. */
  HashSource NONE = exchange -> null;

  /** The value, or null when the exchange has none. */
  @Nullable String valueIn(Exchange exchange);

  static HashSource of(@Nullable HashOnConfig config) {
    if (config == null) {
      return NONE;
    }
    String name = config.name() == null ? "" : config.name();
    return switch (config.source()) {
      case HEADER -> exchange -> exchange.requestHeaders().get(name);
      case COOKIE -> exchange -> exchange.cookie(name);
      case QUERY -> exchange -> exchange.queryParameter(name);
      case PATH -> Exchange::path;
      case CLIENT_IP -> Exchange::clientIp;
    };
  }

  /** Spreads a value's hash over 64 bits (the finalizer of MurmurHash3). */
  static long hash(String value) {
    long h = value.length();
    for (int i = 0; i < value.length(); i++) {
      h = 31 * h + value.charAt(i);
    }
    h ^= h >>> 33;
    h *= 0xff51afd7ed558ccdL;
    h ^= h >>> 33;
    h *= 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }
}
