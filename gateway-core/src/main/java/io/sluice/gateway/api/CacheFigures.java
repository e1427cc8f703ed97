package io.sluice.gateway.api;

import java.util.List;

/**
 * What a cache holds in this gateway's memory.
 *
 * @param entries stored responses
 * @param bytes that they take, with fields and objects
 * @param maxBytes how many they may take
 * @param hot what is asked for so often that it is treated apart, the hottest first; 100 at most
 */
public record CacheFigures(long entries, long bytes, long maxBytes, List<HotKey> hot) {
  public CacheFigures {
    hot = List.copyOf(hot);
  }
}
