package io.sluice.gateway.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rules of one route that no single option can state. */
final class RouteChecks {

  /** Fields that frame a message: an answer of the config must not set them. */
  private static final Set<String> FRAMING =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final RouteConfig route;
  private final Node.Mapping node;
  private final KeyPath path;
  private final Findings findings;
  private boolean pass = true;

  RouteChecks(RouteConfig route, Node.Mapping node, KeyPath path, Findings findings) {
    this.route = route;
    this.node = node;
    this.path = path;
    this.findings = findings;
  }

  /** Whether all rules hold; a finding for each that does not. */
  boolean pass() {
    checkMatch();
    checkTarget();
    checkAnswers();
    RewriteConfig rewrite = route.rewrite();
    if (rewrite != null && rewrite.path() != null) {
      checkTemplate("rewrite.path", rewrite.path());
    }
    return pass;
  }

  private void refuse(String relative, String message) {
    pass = false;
    int line = KeyPath.ROOT.descend(relative).lineIn(node);
    findings.add(path.descend(relative), message, line);
  }

  private void checkMatch() {
    MatchConfig match = route.match();
    checkNames("match.headers", match.headers());
    checkNames("match.cookies", match.cookies());
  }

  private void checkNames(String key, List<ValueMatch> matches) {
    for (int i = 0; i < matches.size(); i++) {
      String name = matches.get(i).name();
      if (!Names.isToken(name)) {
        String expected = " (expected: " + Names.describe(Names.TOKEN) + ")";
        refuse(key + "[" + i + "].name", Texts.visible(name) + expected);
      }
    }
  }

  private void checkTarget() {
    boolean proxied = route.redirect() == null && route.directResponse() == null;
    if (!proxied && route.rewrite() != null) {
      refuse("rewrite", "given (expected: only with upstream or weighted_upstreams)");
    }
    if (!proxied && route.retry() != null) {
      refuse("retry", "given (expected: only with upstream or weighted_upstreams)");
    }
    List<WeightedUpstreamConfig> split = route.weightedUpstreams();
    if (split.isEmpty() && route.hashOn() != null) {
      refuse("hash_on", "given (expected: only with weighted_upstreams)");
    }
    if (split.isEmpty() && node.value("weighted_upstreams") != null) {
      refuse("weighted_upstreams", "0 entries (expected: at least 1)");
    }
    if (!split.isEmpty() && split.stream().mapToLong(WeightedUpstreamConfig::weight).sum() == 0) {
      refuse("weighted_upstreams", "weights sum to 0 (expected: > 0)");
    }
  }

  private void checkAnswers() {
    if (route.redirect() != null) {
      checkTemplate("redirect.location", route.redirect().location());
    }
    DirectResponseConfig answer = route.directResponse();
    if (answer == null) {
      return;
    }
    checkTemplate("direct_response.body", answer.body());
    answer
        .headers()
        .forEach(
            (name, value) -> {
              String key = "direct_response.headers." + name;
              if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
                refuse(key, name + " (expected: no field that frames the message)");
              }
              checkTemplate(key, value);
            });
  }

  private void checkTemplate(String key, String text) {
    try {
      route.template(text);
    } catch (IllegalArgumentException e) {
      refuse(key, Texts.visible(text) + ": " + e.getMessage());
    }
  }
}
