package io.sluice.gateway.filter;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Factories refused their configs, or failed. */
public final class FilterCompileException extends RuntimeException {
  private final transient SortedMap<Integer, Throwable> causes;

  FilterCompileException(SortedMap<Integer, Throwable> causes) {
    super(causes.get(causes.firstKey()));
    this.causes = Collections.unmodifiableSortedMap(new TreeMap<>(causes));
  }

  /** What each factory threw, by its position in the list of configs, from 0. */
  public SortedMap<Integer, Throwable> causes() {
    return causes;
  }
}
