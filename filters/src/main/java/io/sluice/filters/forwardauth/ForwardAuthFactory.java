package io.sluice.filters.forwardauth;

import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.field.FieldName;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes {@code forward_auth} filters. */
public final class ForwardAuthFactory implements FilterFactory<ForwardAuthConfig> {

  @Override
  public String name() {
    return "forward_auth";
  }

  @Override
  public String description() {
    return "Asks a service of yours whether a request may pass.";
  }

  @Override
  public Class<ForwardAuthConfig> configType() {
    return ForwardAuthConfig.class;
  }

  @Override
  public Set<String> upstreams(ForwardAuthConfig config) {
    return Set.of(config.upstream());
  }

  @Override
  public FilterPlace.Callers callers(ForwardAuthConfig config) {
    return FilterPlace.Callers.ANYBODY;
  }

  @Override
  public Filter create(ForwardAuthConfig config, FilterContext context) {
    AnswerReader reader = AnswerReader.of(config);
    ShownFields shown = ShownFields.of(config.requestHeaders());
    String told = config.consumerHeader();
    if (config.consumerFrom() == null) {
      refuse("consumer_header", told);
      refuse("consumer_prefix", config.consumerPrefix());
    }
    for (int i = 0; i < config.responseHeaders().size(); i++) {
      String name = config.responseHeaders().get(i);
      if (!name.equalsIgnoreCase("authorization") && !name.equalsIgnoreCase("cookie")) {
        FieldName.telling("response_headers[" + i + "]", name);
      }
    }
    boolean goes =
        config.responseHeaders().stream().anyMatch(shown::has) || (told != null && shown.has(told));
    CacheConfig cache = config.cache();
    return new AuthenticationFilter(
        new ForwardAuth(
            config,
            upstream(config.upstream(), context),
            shown,
            goes ? context.slot() : null,
            config.responseHeaders(),
            reader,
            ConsumerField.of(told),
            context.slot(),
            context.slot(),
            cache == null ? null : new Decisions(cache.maxEntries(), context.ticker()),
            RouteCounters.of(
                context,
                "sluice.forward_auth",
                "Requests that a service was to decide about",
                "outcome",
                ForwardAuth.OUTCOMES)));
  }

  private static void refuse(String option, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      throw new IllegalArgumentException(
          option + ": " + value + " (expected: consumer_from beside it)");
    }
  }

  private static Destination upstream(String id, FilterContext context) {
    try {
      return context.upstream(id);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("upstream: " + e.getMessage(), e);
    }
  }
}
