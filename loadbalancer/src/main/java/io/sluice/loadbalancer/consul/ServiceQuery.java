package io.sluice.loadbalancer.consul;

import java.util.List;

/**
 * Which instances of which service are wanted. Equal queries share one question to Consul.
 *
 * @param service its name in Consul's catalog
 * @param tags those that an instance must have, all of them
 * @param passingOnly whether an instance whose checks warn is left out; one that fails is always
 * @param consulWeights whether {@code Service.Weights} count; else every weight is 1
 * @param datacenter empty for the agent's own
 * @param token ACL token; empty for the agent's default. Never shown
 */
public record ServiceQuery(
    String service,
    List<String> tags,
    boolean passingOnly,
    boolean consulWeights,
    String datacenter,
    String token) {

  private static final int LONGEST_NAME = 255;

  public ServiceQuery {
    plain("service", service, false);
    for (String tag : tags) {
      plain("tags", tag, false);
    }
    plain("datacenter", datacenter, true);
    // The value is a secret, so the message leaves it out.
    for (int i = 0; i < token.length(); i++) {
      if (token.charAt(i) <= ' ' || token.charAt(i) >= 0x7f) {
        throw new IllegalArgumentException(
            "token: character " + i + " (expected: printable ASCII without spaces)");
      }
    }
    tags = tags.stream().sorted().distinct().toList();
  }

  /** All passing instances with their weights, in the agent's own datacenter, without a token. */
  public ServiceQuery(String service) {
    this(service, List.of(), true, true, "", "");
  }

  /** The same with the warning instances, or without. */
  public ServiceQuery passingOnly(boolean only) {
    return new ServiceQuery(service, tags, only, consulWeights, datacenter, token);
  }

  /** The same for instances with all of these tags. */
  public ServiceQuery tagged(List<String> all) {
    return new ServiceQuery(service, all, passingOnly, consulWeights, datacenter, token);
  }

  /** The same in another datacenter. */
  public ServiceQuery in(String other) {
    return new ServiceQuery(service, tags, passingOnly, consulWeights, other, token);
  }

  /** The same asked with this token. */
  public ServiceQuery with(String other) {
    return new ServiceQuery(service, tags, passingOnly, consulWeights, datacenter, other);
  }

  /** The question as one line, without the token. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("service '").append(service).append('\'');
    if (!tags.isEmpty()) {
      text.append(" with tags ").append(tags);
    }
    if (!datacenter.isEmpty()) {
      text.append(" in datacenter '").append(datacenter).append('\'');
    }
    return text.toString();
  }

  private static void plain(String what, String value, boolean mayBeEmpty) {
    boolean good = (mayBeEmpty || !value.isEmpty()) && value.length() <= LONGEST_NAME;
    for (int i = 0; i < value.length() && good; i++) {
      good = !Character.isISOControl(value.charAt(i));
    }
    if (!good) {
      throw new IllegalArgumentException(
          what + ": '" + value + "' (expected: 1 to 255 characters, none of them control)");
    }
  }
}
