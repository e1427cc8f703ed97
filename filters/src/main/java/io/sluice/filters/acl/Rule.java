package io.sluice.filters.acl;

import io.sluice.filters.jwt.ClaimPath;
import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.api.Identity;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One rule, ready to be asked. Immutable. */
final class Rule {
  private final Set<String> consumers;
  private final List<Wanted> labels;
  private final List<Claim> claims;
  private final Set<String> scopes;
  private final String scopeText;
  private final boolean anonymous;

  /** One of these values under this name. */
  private record Wanted(String name, Set<String> values) {
    static List<Wanted> all(Map<String, List<String>> config) {
      return config.entrySet().stream()
          .map(entry -> new Wanted(entry.getKey(), Set.copyOf(entry.getValue())))
          .toList();
    }
  }

  /** One of these values at this place among the claims. */
  private record Claim(ClaimPath path, Set<String> values) {
    static List<Claim> all(Map<String, List<String>> config) {
      return config.entrySet().stream()
          .map(entry -> new Claim(ClaimPath.of(entry.getKey()), Set.copyOf(entry.getValue())))
          .toList();
    }
  }

  private Rule(RuleConfig config) {
    this.consumers = Set.copyOf(config.consumers());
    this.labels = Wanted.all(config.labels());
    this.claims = Claim.all(config.claims());
    this.scopes = Set.copyOf(config.scopes());
    this.scopeText = String.join(" ", config.scopes());
    this.anonymous = config.anonymous();
  }

  static Rule[] all(List<RuleConfig> configs) {
    return configs.stream().map(Rule::new).toArray(Rule[]::new);
  }

  /** Whether it fits a caller. */
  boolean fits(@Nullable Identity caller, @Nullable Consumer consumer) {
    return fitsButForScopes(caller, consumer) && (caller == null || hasScopes(caller));
  }

  /** Whether it would fit one who had more scopes. */
  boolean fitsButForScopes(@Nullable Identity caller, @Nullable Consumer consumer) {
    if (caller == null || anonymous) {
      return caller == null && anonymous;
    }
    return (consumers.isEmpty() || consumers.contains(caller.consumer()))
        && (labels.isEmpty() || (consumer != null && hasLabels(consumer)))
        && hasClaims(caller);
  }

  /** Whether it is about those who have said who they are. */
  boolean isOfKnown() {
    return !anonymous;
  }

  /** Those that it asks for, as RFC 6750 writes them; empty when none. */
  String scopes() {
    return scopeText;
  }

  private boolean hasScopes(Identity caller) {
    for (String scope : scopes) {
      if (!caller.scopes().contains(scope)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasLabels(Consumer consumer) {
    for (Wanted wanted : labels) {
      String label = consumer.labels().get(wanted.name);
      if (label == null || !wanted.values.contains(label)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasClaims(Identity caller) {
    for (Claim wanted : claims) {
      if (!has(wanted.path.in(caller.claims()), wanted.values)) {
        return false;
      }
    }
    return true;
  }

  /** Numbers and booleans count as they are written in JSON. */
  private static boolean has(@Nullable Object claim, Set<String> values) {
    if (claim instanceof Collection<?> list) {
      for (Object item : list) {
        if (item != null && values.contains(item.toString())) {
          return true;
        }
      }
      return false;
    }
    return claim != null && !(claim instanceof Map) && values.contains(claim.toString());
  }
}
