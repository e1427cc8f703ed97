package io.sluice.gateway.routing;

/** Looks at the rules that the index proposes for a request. */
@FunctionalInterface
interface Candidates {

  /**
   * Called for one place of the index at a time, several times for a request.
   *
   * @param ranks holds the proposed rules' ranks, ascending
   * @param from index of the first in {@code ranks}
   * @param to index after the last
   * @param best the best rank so far, or {@link RouteIndex#NONE}
   * @return the best rank now
   */
  int consider(int[] ranks, int from, int to, RouteRequest request, int best);
}
