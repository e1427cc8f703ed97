package io.sluice.loadbalancer.group;

/** What active checks say of an endpoint. */
public enum CheckHealth {
  /** It has not been checked yet, or is not checked at all; it takes requests. */
  UNKNOWN,
  HEALTHY,
  UNHEALTHY
}
