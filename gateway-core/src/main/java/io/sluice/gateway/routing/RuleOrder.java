package io.sluice.gateway.routing;

import java.util.Comparator;

/**
 * The order of routes, in which the first that matches wins. This is the one place that says it:
 *
 * <ol>
 *   <li>higher {@code priority};
 *   <li>host: exact, then {@code *.suffix}, longer before shorter, then any;
 *   <li>path: exact, then template, then prefix, then regex, then any. Of templates, at the first
 *       segment that differs in sort, plain text comes before {@code {name}} before {@code
 *       {*name}}; of prefixes the longer comes first;
 *   <li>more conditions: the methods together count one, the client addresses together one, each
 *       header, query parameter and cookie one;
 *   <li>place in the config; should two have the same, their ids; of one route the hosts in the
 *       order in which it lists them.
 * </ol>
 *
 * <p>It is total and independent of requests, so a table sorts its rules once and from then on
 * compares ranks.
 */
enum RuleOrder implements Comparator<Rule<?>> {
  PRIORITY("higher priority") {
    @Override
    public int compare(Rule<?> a, Rule<?> b) {
      return Integer.compare(b.priority(), a.priority());
    }
  },
  HOST("more specific host") {
    @Override
    public int compare(Rule<?> a, Rule<?> b) {
      return HostPattern.moreSpecific(a.host(), b.host());
    }
  },
  PATH("more specific path") {
    @Override
    public int compare(Rule<?> a, Rule<?> b) {
      return PathPattern.moreSpecific(a.path(), b.path());
    }
  },
  CONDITIONS("more conditions") {
    @Override
    public int compare(Rule<?> a, Rule<?> b) {
      return Integer.compare(b.conditions().count(), a.conditions().count());
    }
  },
  POSITION("earlier in the config") {
    @Override
    public int compare(Rule<?> a, Rule<?> b) {
      int byPosition = Long.compare(a.position(), b.position());
      if (byPosition != 0) {
        return byPosition;
      }
      int byId = a.entry().id().compareTo(b.entry().id());
      return byId != 0 ? byId : Integer.compare(a.nth(), b.nth());
    }
  };

  /** All of them, one after the other. */
  static final Comparator<Rule<?>> FIRST_WINS =
      PRIORITY
          .thenComparing(HOST)
          .thenComparing(PATH)
          .thenComparing(CONDITIONS)
          .thenComparing(POSITION);

  /** What the winner has over the other. */
  final String advantage;

  RuleOrder(String advantage) {
    this.advantage = advantage;
  }

  /** The first of the rules of order that puts {@code winner} before {@code other}. */
  static RuleOrder deciding(Rule<?> winner, Rule<?> other) {
    for (RuleOrder order : values()) {
      if (order.compare(winner, other) != 0) {
        return order;
      }
    }
    return POSITION;
  }
}
