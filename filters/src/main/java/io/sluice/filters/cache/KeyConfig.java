package io.sluice.filters.cache;

import io.sluice.filters.cache.store.KeyRules;
import io.sluice.gateway.api.Option;
import java.util.List;

/** What tells requests apart. */
public record KeyConfig(
    @Option(value = "Which query parameters count.", orElse = "{}") Query query,
    @Option(value = "Names of request fields that count.", pattern = "[!#$%&'*+.^_`|~0-9A-Za-z-]+")
        List<String> headers,
    @Option(value = "Names of cookies that count.", pattern = "[!#$%&'*+.^_`|~0-9A-Za-z-]+")
        List<String> cookies,
    @Option(value = "Whether it counts who calls.", orElse = "false") boolean consumer) {

  /** Which query parameters count: all, unless it says otherwise. */
  public record Query(
      @Option(
              value = "Parameters that do not count; utm_* is all that begin so.",
              pattern = "[^&=;%+*]+[*]?")
          List<String> ignore,
      @Option(value = "Parameters that alone count.", pattern = "[^&=;%+*]+") List<String> only) {}

  /**
   * @throws IllegalArgumentException when they contradict each other
   */
  KeyRules rules() {
    if (!query.only().isEmpty() && !query.ignore().isEmpty()) {
      throw new IllegalArgumentException("key.query: ignore and only (expected: one of the two)");
    }
    return new KeyRules(
        query.ignore(), query.only().isEmpty() ? null : query.only(), headers, cookies, consumer);
  }
}
