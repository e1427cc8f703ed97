package io.sluice.filters.anyof;

import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.config.FilterConfig;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Makes {@code any_of} filters. */
public final class AnyOfFactory implements FilterFactory<AnyOfConfig> {

  @Override
  public String name() {
    return "any_of";
  }

  @Override
  public String description() {
    return "Lets callers in whom one of several filters accepts.";
  }

  @Override
  public Class<AnyOfConfig> configType() {
    return AnyOfConfig.class;
  }

  @Override
  public Set<String> upstreams(AnyOfConfig config) {
    Set<String> all = new LinkedHashSet<>();
    config.filters().forEach(filter -> all.addAll(upstreams(filter.factory(), filter)));
    return all;
  }

  private static <C extends Record> Set<String> upstreams(
      FilterFactory<C> factory, FilterConfig filter) {
    return factory.upstreams(factory.configType().cast(filter.config()));
  }

  @Override
  public Set<String> secretParameters(AnyOfConfig config) {
    Set<String> all = new LinkedHashSet<>();
    config.filters().forEach(filter -> all.addAll(parameters(filter.factory(), filter)));
    return all;
  }

  private static <C extends Record> Set<String> parameters(
      FilterFactory<C> factory, FilterConfig filter) {
    return factory.secretParameters(factory.configType().cast(filter.config()));
  }

  @Override
  public List<String> warnings(AnyOfConfig config) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < config.filters().size(); i++) {
      FilterConfig filter = config.filters().get(i);
      for (String warning : filter.enabled() ? of(filter.factory(), filter) : List.<String>of()) {
        all.add("filters[" + i + "].config." + warning);
      }
    }
    return all;
  }

  private static <C extends Record> List<String> of(FilterFactory<C> factory, FilterConfig filter) {
    return factory.warnings(factory.configType().cast(filter.config()));
  }

  @Override
  public Filter create(AnyOfConfig config, FilterContext context) {
    List<Authenticator> ways = new ArrayList<>();
    List<Authenticator> off = new ArrayList<>();
    for (int i = 0; i < config.filters().size(); i++) {
      FilterConfig filter = config.filters().get(i);
      (filter.enabled() ? ways : off).add(way("filters[" + i + "]", filter, context));
    }
    if (ways.isEmpty()) {
      throw new IllegalArgumentException("filters: all disabled (expected: one that is enabled)");
    }
    return new AnyOf(ways, off, config.anonymous());
  }

  private static Authenticator way(String path, FilterConfig config, FilterContext context) {
    Filter filter;
    try {
      filter = create(config.factory(), config, context);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + ".config." + e.getMessage(), e);
    }
    if (filter instanceof AuthenticationFilter authentication) {
      return authentication.authenticator();
    }
    throw new IllegalArgumentException(
        path + ".name: " + config.name() + " (expected: a filter that authenticates)");
  }

  private static <C extends Record> Filter create(
      FilterFactory<C> factory, FilterConfig filter, FilterContext context) {
    return factory.create(factory.configType().cast(filter.config()), context);
  }
}
