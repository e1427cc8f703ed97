package io.sluice.filters.acl;

import io.sluice.gateway.api.Option;
import java.util.List;

/**
 * Options of {@code acl}.
 *
 * @param allow who may pass: whom one of the rules fits; without one about known callers = all of
 *     those that {@code deny} leaves
 * @param deny who may not, whatever {@code allow} says
 */
public record AclConfig(
    @Option("Who may pass: whom one of these rules fits; none = all who are known.")
        List<RuleConfig> allow,
    @Option("Who may not pass, whatever allow says: whom one of these rules fits.")
        List<RuleConfig> deny) {

  public AclConfig {
    if (allow.isEmpty() && deny.isEmpty()) {
      throw new IllegalArgumentException("allow: [] (expected: a rule here or in deny)");
    }
  }
}
