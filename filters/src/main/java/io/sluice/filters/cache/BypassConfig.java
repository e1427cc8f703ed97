package io.sluice.filters.cache;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Option;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests that pass the cache by: those of which any condition is true. */
public record BypassConfig(
    @Option("Conditions on request fields.") List<Condition> headers,
    @Option("Conditions on query parameters.") List<Condition> query,
    @Option("Conditions on cookies.") List<Condition> cookies) {

  /** One condition; without exact and prefix it is enough that it is there. */
  public record Condition(
      @Option(value = "Its name.", pattern = "[!-~]+") String name,
      @Option("The whole value.") @Nullable String exact,
      @Option("How the value begins.") @Nullable String prefix) {

    boolean isTrueOf(@Nullable String value) {
      return value != null
          && (exact == null || exact.equals(value))
          && (prefix == null || value.startsWith(prefix));
    }
  }

  /** Whether a request is one of them. */
  boolean applies(Exchange exchange) {
    for (int i = 0; i < headers.size(); i++) {
      Condition each = headers.get(i);
      if (each.isTrueOf(exchange.requestHeaders().get(each.name()))) {
        return true;
      }
    }
    for (int i = 0; i < query.size(); i++) {
      Condition each = query.get(i);
      if (each.isTrueOf(exchange.queryParameter(each.name()))) {
        return true;
      }
    }
    for (int i = 0; i < cookies.size(); i++) {
      Condition each = cookies.get(i);
      if (each.isTrueOf(exchange.cookie(each.name()))) {
        return true;
      }
    }
    return false;
  }
}
