package io.sluice.gateway.filter;

import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.config.FilterConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A route's filters in order, with an index of who overrides which callback, so that an exchange
 * calls nobody who does nothing. Immutable; shared by all workers.
 */
public final class FilterChain {
  private final String[] names;
  private final Filter[] filters;
  private final int slots;
  private final Set<String> secretParameters;
  private final int[] onRequest;
  private final int[] onResponse;
  private final int[] onComplete;
  private final int[] onRequestBody;
  private final int[] onResponseBody;

  private FilterChain(
      List<String> names, List<Filter> filters, int slots, Set<String> secretParameters) {
    this.names = names.toArray(new String[0]);
    this.filters = filters.toArray(new Filter[0]);
    this.slots = slots;
    this.secretParameters = secretParameters;
    this.onRequest = indexesOf(f -> overrides(f, "onRequest"));
    this.onResponse = indexesOf(f -> overrides(f, "onResponse"));
    this.onComplete = indexesOf(f -> overrides(f, "onComplete"));
    this.onRequestBody = indexesOf(RequestBodyFilter.class::isInstance);
    this.onResponseBody = indexesOf(ResponseBodyFilter.class::isInstance);
  }

  /**
   * Makes the filters of one route. Control thread.
   *
   * @throws FilterCompileException naming each filter whose factory refused its config
   */
  public static FilterChain compile(List<FilterConfig> configs, ChainContext context) {
    List<String> names = new ArrayList<>();
    List<Filter> filters = new ArrayList<>();
    Set<String> secretParameters = new HashSet<>();
    SortedMap<Integer, Throwable> failed = new TreeMap<>();
    for (int i = 0; i < configs.size(); i++) {
      FilterConfig config = configs.get(i);
      if (!config.enabled()) {
        continue;
      }
      try {
        if (config.factory().once() && names.contains(config.name())) {
          throw new IllegalArgumentException(
              "stands in this chain already (expected: once, default_filters counted)");
        }
        filters.add(config.create(context));
        names.add(config.name());
        secretParameters.addAll(config.secretParameters());
      } catch (Exception | LinkageError e) { // of a plugin: whatever it is, it is this filter's
        failed.put(i, e);
      }
    }
    if (!failed.isEmpty()) {
      throw new FilterCompileException(failed);
    }
    return new FilterChain(names, filters, context.slots(), Set.copyOf(secretParameters));
  }

  private int[] indexesOf(Predicate<Filter> test) {
    int[] indexes = new int[filters.length];
    int count = 0;
    for (int i = 0; i < filters.length; i++) {
      if (test.test(filters[i])) {
        indexes[count++] = i;
      }
    }
    return java.util.Arrays.copyOf(indexes, count);
  }

  private static boolean overrides(Filter filter, String callback) {
    try {
      Class<?> declaring =
          filter.getClass().getMethod(callback, Exchange.class).getDeclaringClass();
      return declaring != Filter.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e); // Filter itself has it
    }
  }

  /** The filters' names, in order. */
  public List<String> names() {
    return List.of(names);
  }

  /** Names of query parameters whose values nobody may see. */
  public Set<String> secretParameters() {
    return secretParameters;
  }

  /** How many places of state an exchange keeps. */
  public int slots() {
    return slots;
  }

  String name(int index) {
    return names[index];
  }

  Filter filter(int index) {
    return filters[index];
  }

  int[] requestSteps() {
    return onRequest;
  }

  int[] responseSteps() {
    return onResponse;
  }

  int[] completeSteps() {
    return onComplete;
  }

  int[] requestBodySteps() {
    return onRequestBody;
  }

  int[] responseBodySteps() {
    return onResponseBody;
  }
}
