package io.sluice.filters.acl;

import io.sluice.gateway.api.Option;
import java.util.List;
import java.util.Map;

/**
 * Whom a rule of {@code acl} fits: who meets all that it says.
 *
 * @param consumers ids, of which the caller has one
 * @param labels of the consumer in the config: each has one of the values
 * @param claims of the caller's token: each is, or is a list that has, one of the values
 * @param scopes all of which the caller has
 * @param anonymous fits who has not said who they are, and nobody else; known callers go by the
 *     other rules
 */
public record RuleConfig(
    @Option("Ids, of which the caller has one.") List<String> consumers,
    @Option("Labels of the consumer: each has one of the values.") Map<String, List<String>> labels,
    @Option("Claims of the token: each is, or is a list with, one of the values.")
        Map<String, List<String>> claims,
    @Option("Scopes, all of which the caller has.") List<String> scopes,
    @Option(value = "Fits who has not said who they are, and nobody else.", orElse = "false")
        boolean anonymous) {

  public RuleConfig {
    boolean says =
        !consumers.isEmpty() || !labels.isEmpty() || !claims.isEmpty() || !scopes.isEmpty();
    if (!says && !anonymous) {
      throw new IllegalArgumentException(
          "consumers: [] (expected: something here, in labels, claims or scopes, or anonymous)");
    }
    if (says && anonymous) {
      throw new IllegalArgumentException(
          "anonymous: true (expected: nothing else in its rule; nobody knows who calls)");
    }
  }
}
