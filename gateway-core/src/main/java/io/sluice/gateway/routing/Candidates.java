package io.sluice.gateway.routing;

/** Looks at the rules that the index proposes for a request. */
@FunctionalInterface
interface Candidates {

  /**
   * Whether a proposed rule takes the request. Of the rules at one place of the index the better
   * ones are proposed first; none is that ranks behind one that took the request.
   */
  boolean accept(int rank, RouteRequest request);
}
