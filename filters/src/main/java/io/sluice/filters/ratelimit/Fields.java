package io.sluice.filters.ratelimit;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.Exchange;

/**
 * What clients are told: {@code RateLimit-Policy} and {@code RateLimit} as the IETF's
 * draft-ietf-httpapi-ratelimit-headers has them, lists of structured items (RFC 9651), and {@code
 * Retry-After} in seconds.
 *
 * <p>They are set when it is decided, before there is a response, so that whatever answers carries
 * them; a field of the same name of the origin's gives way.
 */
final class Fields {
  private static final String RATE_LIMIT = "ratelimit";
  private static final String RATE_LIMIT_POLICY = "ratelimit-policy";
  private static final String RETRY_AFTER = "retry-after";
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private Fields() {}

  /**
   * Tells of one policy, after those that stand there.
   *
   * @param remaining how much is left
   * @param resetNanos until all of it is
   */
  static void add(Exchange exchange, Rule rule, long remaining, long resetNanos) {
    HttpHeaders fields = exchange.responseHeaders();
    String others = fields.get(RATE_LIMIT);
    StringBuilder item = new StringBuilder(48);
    if (others != null) {
      item.append(others).append(", ");
    }
    item.append(rule.itemStart())
        .append(Math.min(remaining, rule.told()))
        .append(";t=")
        .append(seconds(resetNanos));
    fields.set(RATE_LIMIT, item.toString());
    String policies = fields.get(RATE_LIMIT_POLICY);
    fields.set(
        RATE_LIMIT_POLICY,
        policies == null ? rule.policyItem() : policies + ", " + rule.policyItem());
  }

  /** Says when it is worth trying again. */
  static void retryAfter(Exchange exchange, long nanos) {
    exchange.responseHeaders().set(RETRY_AFTER, Long.toString(Math.max(1, seconds(nanos))));
  }

  /** Whole seconds, rounded up: who comes then is not too early. */
  private static long seconds(long nanos) {
    return nanos / NANOS_PER_SECOND + (nanos % NANOS_PER_SECOND == 0 ? 0 : 1);
  }
}
