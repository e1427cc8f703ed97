package io.sluice.filters.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Ticker;
import io.sluice.ratelimit.Housekeeping;
import java.time.Duration;

/**
 * Logins that have come to their end, by id, for as long as one may take. Nothing can call their
 * cookies back: whoever kept one could have the gateway ask the provider for made-up codes without
 * end. Any thread.
 */
final class SpentLogins implements Kept {
  private static final int MOST = 100_000;

  private final Housekeeping housekeeping = new Housekeeping();
  private final Cache<String, Boolean> ids;

  private record Identity(String issuer, String clientId) {}

  SpentLogins(Ticker ticker) {
    this.ids =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .executor(housekeeping)
            .expireAfterWrite(Duration.ofSeconds(PendingLogin.LONGEST))
            .ticker(ticker::nanos)
            .build();
  }

  /** For a factory: those of this client. */
  static SpentLogins of(FilterContext context, String issuer, String clientId) {
    return context.keep(new Identity(issuer, clientId), () -> new SpentLogins(context.ticker()));
  }

  /** Whether a login that ends now could be remembered; if not, it must not end. */
  boolean hasRoom() {
    return housekeeping.hasRoom();
  }

  /** Has a login end; false = it has before. */
  boolean spend(PendingLogin pending) {
    return ids.asMap().putIfAbsent(pending.id(), true) == null;
  }
}
