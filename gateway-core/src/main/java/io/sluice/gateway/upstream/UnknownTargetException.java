package io.sluice.gateway.upstream;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Host names of an upstream's targets have no address. */
public final class UnknownTargetException extends RuntimeException {
  private final transient SortedMap<Integer, String> messages;

  UnknownTargetException(SortedMap<Integer, String> messages) {
    super(String.join("; ", messages.values()));
    this.messages = Collections.unmodifiableSortedMap(new TreeMap<>(messages));
  }

  /** What is wrong, by the target's position in its upstream, from 0. */
  public SortedMap<Integer, String> messages() {
    return messages;
  }
}
