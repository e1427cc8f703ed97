package io.sluice.gateway.http;

import io.sluice.gateway.api.GatewayError;

/**
 * One way to break the rules of a message's framing, and what it is refused with.
 *
 * @param section of the RFC that has the rule
 * @param broken what is wrong, in a few words
 * @param message the whole request
 * @param error what it is refused with
 */
public record FramingRule(String section, String broken, String message, GatewayError error) {
  @Override
  public String toString() {
    return section + ", " + broken;
  }
}
