package io.sluice.gateway.routing;

/** Looks at the rules that the index finds for a request. */
@FunctionalInterface
interface Candidates {

  /**
   * Whether a rule whose host and path are the request's takes it. Of the rules at one place of the
   * index the better ones come first; none comes that ranks behind one that took the request.
   *
   * @param page where the rule is
   * @param number the rule's number there
   * @param unconditional whether the rule asks for nothing but host and path
   */
  boolean accept(IndexPage<?> page, int number, boolean unconditional, RouteRequest request);
}
