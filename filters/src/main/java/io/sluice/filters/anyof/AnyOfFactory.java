package io.sluice.filters.anyof;

import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import io.sluice.gateway.config.ConfigWarning;
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
    config.filters().forEach(filter -> all.addAll(filter.upstreams()));
    return all;
  }

  @Override
  public Set<String> secretParameters(AnyOfConfig config) {
    Set<String> all = new LinkedHashSet<>();
    config.filters().forEach(filter -> all.addAll(filter.secretParameters()));
    return all;
  }

  @Override
  public FilterPlace.Callers callers(AnyOfConfig config) {
    FilterPlace.Callers widest = FilterPlace.Callers.NONE;
    for (FilterConfig filter : config.filters()) {
      FilterPlace.Callers callers = filter.enabled() ? filter.callers() : widest;
      widest = callers.compareTo(widest) > 0 ? callers : widest;
    }
    return widest;
  }

  @Override
  public List<String> warnings(AnyOfConfig config, FilterPlace place) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < config.filters().size(); i++) {
      FilterConfig filter = config.filters().get(i);
      if (filter.enabled()) {
        for (ConfigWarning warning : filter.warnings("filters[" + i + "].config", place)) {
          all.add(warning.toString());
        }
      }
    }
    return all;
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
      filter = config.create(context);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + ".config." + e.getMessage(), e);
    }
    if (filter instanceof AuthenticationFilter authentication) {
      return authentication.authenticator();
    }
    throw new IllegalArgumentException(
        path + ".name: " + config.name() + " (expected: a filter that authenticates)");
  }
}
