package io.sluice.gateway.upstream;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.config.HashFallbackConfig;
import io.sluice.gateway.config.HashOnConfig;
import org.jspecify.annotations.Nullable;

/** Where an exchange's sticky value comes from. */
@FunctionalInterface
public interface HashSource {
  /** No value: every exchange is on its own. */
  HashSource NONE = exchange -> null;

  /** The value, or null when the exchange has none. */
  @Nullable String valueIn(Exchange exchange);

  /** The config's own value, else its fallback's, else null. */
  static HashSource of(@Nullable HashOnConfig config) {
    if (config == null) {
      return NONE;
    }
    HashSource first = of(config.source(), config.name());
    HashFallbackConfig fallback = config.fallback();
    if (fallback == null) {
      return first;
    }
    HashSource second = of(fallback.source(), fallback.name());
    return exchange -> {
      String value = first.valueIn(exchange);
      return value == null ? second.valueIn(exchange) : value;
    };
  }

  private static HashSource of(HashOnConfig.Source source, @Nullable String given) {
    String name = given == null ? "" : given;
    return switch (source) {
      case HEADER -> exchange -> exchange.requestHeaders().get(name);
      case COOKIE -> exchange -> exchange.cookie(name);
      case QUERY -> exchange -> exchange.queryParameter(name);
      case PATH -> Exchange::path;
      case CLIENT_IP -> Exchange::clientIp;
      case CONSUMER -> Exchange::consumer;
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
