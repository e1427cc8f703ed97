package io.sluice.gateway.snapshot;

import io.sluice.gateway.upstream.HashSource;
import java.util.List;

/**
 * A route's upstreams by weight. A hash, or a random number where nothing is hashed, falls into one
 * of their shares; the same hash falls into the same share as long as the weights stay.
 */
public final class UpstreamSplit {
  private final RoutedUpstream[] upstreams;
  private final long[] ends; // of the shares, ascending
  private final HashSource hash;

  UpstreamSplit(List<RoutedUpstream> upstreams, int[] weights, HashSource hash) {
    this.upstreams = upstreams.toArray(new RoutedUpstream[0]);
    this.hash = hash;
    this.ends = new long[weights.length];
    long sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i];
      ends[i] = sum;
    }
  }

  /** What decides, when there is more than one. */
  public HashSource hash() {
    return hash;
  }

  /** Whether there is nothing to choose. */
  public boolean isSingle() {
    return upstreams.length == 1;
  }

  /** The upstream whose share {@code hash} falls into. */
  public RoutedUpstream at(long hash) {
    long point = Math.floorMod(hash, ends[ends.length - 1]);
    int i = 0;
    while (point >= ends[i]) {
      i++;
    }
    return upstreams[i];
  }
}
