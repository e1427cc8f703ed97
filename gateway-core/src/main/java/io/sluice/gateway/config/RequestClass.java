package io.sluice.gateway.config;

/** How much a request matters when there is more than can be served: the last is refused first. */
public enum RequestClass {
  CRITICAL,
  DEFAULT,
  SHEDDABLE
}
