package io.sluice.gateway.config;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import java.util.List;
import java.util.Set;

/**
 * One filter of a chain. What its factory says of the config is asked here, where the two are known
 * to fit.
 *
 * @param name the factory's name
 * @param enabled false: it stays out of the chain
 * @param factory makes the filter
 * @param config of the factory's {@link FilterFactory#configType()}
 */
public record FilterConfig(String name, boolean enabled, FilterFactory<?> factory, Record config) {

  /** See {@link FilterFactory#create}. */
  public Filter create(FilterContext context) {
    return create(factory, context);
  }

  private <C extends Record> Filter create(FilterFactory<C> by, FilterContext context) {
    return by.create(by.configType().cast(config), context);
  }

  /** See {@link FilterFactory#upstreams}. */
  public Set<String> upstreams() {
    return upstreams(factory);
  }

  private <C extends Record> Set<String> upstreams(FilterFactory<C> by) {
    return by.upstreams(by.configType().cast(config));
  }

  /** See {@link FilterFactory#mostPerSecond}. */
  public double mostPerSecond() {
    return mostPerSecond(factory);
  }

  private <C extends Record> double mostPerSecond(FilterFactory<C> by) {
    return by.mostPerSecond(by.configType().cast(config));
  }

  /** See {@link FilterFactory#secretParameters}. */
  public Set<String> secretParameters() {
    return secretParameters(factory);
  }

  private <C extends Record> Set<String> secretParameters(FilterFactory<C> by) {
    return by.secretParameters(by.configType().cast(config));
  }

  /** See {@link FilterFactory#callers}. */
  public FilterPlace.Callers callers() {
    return callers(factory);
  }

  private <C extends Record> FilterPlace.Callers callers(FilterFactory<C> by) {
    return by.callers(by.configType().cast(config));
  }

  /** See {@link FilterFactory#guards}. */
  public boolean guards() {
    return guards(factory);
  }

  private <C extends Record> boolean guards(FilterFactory<C> by) {
    return by.guards(by.configType().cast(config));
  }

  /** See {@link FilterFactory#stores}; one that is switched off, or fails to say so, does not. */
  public boolean stores() {
    try {
      return enabled && factory.stores();
    } catch (RuntimeException | LinkageError e) {
      return false;
    }
  }

  /**
   * See {@link FilterFactory#warnings}.
   *
   * @param path of this filter's config, in front of the options' names
   */
  public List<ConfigWarning> warnings(String path, FilterPlace place) {
    return warnings(factory, place).stream().map(warning -> placed(path, warning)).toList();
  }

  private <C extends Record> List<String> warnings(FilterFactory<C> by, FilterPlace place) {
    return by.warnings(by.configType().cast(config), place);
  }

  /** The option stands in front of the first colon, or there is none. */
  private static ConfigWarning placed(String path, String warning) {
    int colon = warning.indexOf(": ");
    return colon <= 0 || warning.indexOf(' ') < colon
        ? new ConfigWarning(path, warning)
        : new ConfigWarning(path + "." + warning.substring(0, colon), warning.substring(colon + 2));
  }
}
