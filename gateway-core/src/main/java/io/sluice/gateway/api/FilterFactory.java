package io.sluice.gateway.api;

import java.util.List;
import java.util.Set;

/**
 * Makes the filters of one name. Listed in {@code
 * META-INF/services/io.sluice.gateway.api.FilterFactory}; stateless, with a public constructor
 * without arguments.
 *
 * @param <C> the record that its {@code config} binds to; its components carry {@link Option}
 */
public interface FilterFactory<C extends Record> {

  /** Name in the config: snake_case, unique among all jars. */
  String name();

  /** One plain sentence for {@code sluice filters}. */
  String description();

  /** The record that the config binds to. */
  Class<C> configType();

  /** Whether a chain, default filters counted, can have no more than one of them. */
  default boolean once() {
    return false;
  }

  /**
   * How many requests a second it lets pass at most, for one of whatever it counts by: for a word
   * of warning where one route lets more pass than another one to the same upstream. Infinity: as
   * many as come.
   */
  default double mostPerSecond(C config) {
    return Double.POSITIVE_INFINITY;
  }

  /**
   * Ids of the upstreams that it may send requests to, besides the route's: so that nobody takes
   * them for unused.
   */
  default Set<String> upstreams(C config) {
    return Set.of();
  }

  /**
   * Names of query parameters that hold secrets, once they are decoded: the access log leaves their
   * values out, also of requests that never get to the filter, and so do the recent requests on
   * which configs are tried.
   */
  default Set<String> secretParameters(C config) {
    return Set.of();
  }

  /**
   * Whom it may say to be calling ({@link Exchange#identity(Identity)}): so that filters behind
   * that go by the caller can tell whether there will be one. A filter that authenticates says so
   * here.
   */
  default FilterPlace.Callers callers(C config) {
    return FilterPlace.Callers.NONE;
  }

  /**
   * Whether it decides who may have the answer: behind a filter that {@link #stores} it decides
   * nothing.
   */
  default boolean guards(C config) {
    return callers(config) != FilterPlace.Callers.NONE;
  }

  /** Whether it answers with what others have got, so that filters behind it are not asked. */
  default boolean stores() {
    return false;
  }

  /**
   * What is odd or weak about a config that works, and how to mend it; each begins with the
   * option's name, as in {@code audience: missing, so tokens for others are taken (set audience)},
   * unless it is about the filter as a whole.
   *
   * @param place where it stands; that of a default filter is the same on all routes
   */
  default List<String> warnings(C config, FilterPlace place) {
    return List.of();
  }

  /**
   * Makes the filter of one place in one route's chain. Called on the control thread, for each
   * snapshot anew, and also to check a config that will not run: it starts nothing.
   *
   * @throws IllegalArgumentException when values contradict each other: start the message with the
   *     option's name, as in {@code allow: 10.0.0.0/33 (expected: a CIDR)}; it is reported under
   *     this filter's path
   */
  Filter create(C config, FilterContext context);
}
