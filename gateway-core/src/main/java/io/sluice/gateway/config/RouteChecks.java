package io.sluice.gateway.config;

import com.google.re2j.Pattern;
import io.sluice.gateway.api.FieldNames;
import io.sluice.gateway.api.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules of one route that no single option can state. They read the tree and not the record, so
 * that a slip in one key hides nothing about its neighbours; about what cannot be judged because of
 * a slip they are silent, for the binder has told it.
 */
final class RouteChecks {
  private static final Pattern WORD = Pattern.compile(Names.WORD);
  private static final Set<String> PLAIN_PATHS = Set.of("exact", "prefix", "regex");

  private final Node.Mapping route;
  private final KeyPath path;
  private final Findings findings;
  private final List<String> pathParameters;

  RouteChecks(Node.Mapping route, KeyPath path, Findings findings) {
    this.route = route;
    this.path = path;
    this.findings = findings;
    this.pathParameters = pathParameters(mapping(mapping(route, "match"), "path"));
  }

  /** A finding for each rule that does not hold. */
  void run() {
    checkNames("headers");
    checkNames("cookies");
    checkTarget();
    checkWeights();
    checkTemplate("rewrite", "path");
    checkTemplate("redirect", "location");
    checkTemplate("direct_response", "body");
    checkHeaders();
  }

  private void checkNames(String key) {
    Node.Mapping match = mapping(route, "match");
    List<Node> conditions = match == null ? List.of() : match.items(key);
    for (int i = 0; i < conditions.size(); i++) {
      Node.Scalar name =
          conditions.get(i) instanceof Node.Mapping condition ? condition.scalar("name") : null;
      if (name != null && WORD.matches(name.text()) && !Names.isToken(name.text())) {
        findings.add(
            path.child("match").child(key).child(i).child("name"),
            Texts.visible(name.text()) + " (expected: " + Names.describe(Names.TOKEN) + ")",
            name.line());
      }
    }
  }

  private void checkTarget() {
    boolean proxied = has("upstream") || has("weighted_upstreams");
    boolean answered = has("redirect") || has("direct_response");
    if (answered && !proxied) {
      refuseKey("rewrite", "given (expected: only with upstream or weighted_upstreams)");
      refuseKey("retry", "given (expected: only with upstream or weighted_upstreams)");
      refuseKey("hedge", "given (expected: only with upstream or weighted_upstreams)");
      refuseKey("limits", "given (expected: only with upstream or weighted_upstreams)");
    }
    if ((answered || proxied) && !has("weighted_upstreams")) {
      refuseKey("hash_on", "given (expected: only with weighted_upstreams)");
    }
  }

  private void checkWeights() {
    if (!(route.value("weighted_upstreams") instanceof Node.Sequence split)) {
      return;
    }
    if (!split.items().isEmpty() && split.items().stream().allMatch(RouteChecks::weighsNothing)) {
      refuseKey("weighted_upstreams", "weights sum to 0 (expected: > 0)");
    }
  }

  private static boolean weighsNothing(Node side) {
    Node.Scalar weight = side instanceof Node.Mapping share ? share.scalar("weight") : null;
    try {
      return weight != null && Long.parseLong(weight.text()) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private void checkHeaders() {
    Node.Mapping headers = mapping(mapping(route, "direct_response"), "headers");
    if (headers == null) {
      return;
    }
    KeyPath place = path.child("direct_response").child("headers");
    for (Map.Entry<String, Node.Entry> header : headers.entries().entrySet()) {
      String name = header.getKey();
      if (FieldNames.isOfGateway(name)) {
        String message = name + " (expected: no field that frames the message)";
        findings.add(place.child(name), message, header.getValue().line());
      }
      checkTemplate(headers, name, place);
    }
  }

  private void checkTemplate(String part, String key) {
    Node.Mapping owner = mapping(route, part);
    if (owner != null) {
      checkTemplate(owner, key, path.child(part));
    }
  }

  private void checkTemplate(Node.Mapping owner, String key, KeyPath place) {
    Node.Scalar text = owner.scalar(key);
    if (text != null) {
      try {
        Template.parse(text.text(), pathParameters);
      } catch (IllegalArgumentException e) {
        String message = Texts.visible(text.text()) + ": " + e.getMessage();
        findings.add(place.child(key), message, text.line());
      }
    }
  }

  /**
   * Names that the route's texts may use. Where the path is wrong, whatever looks like one: that a
   * misspelt template defines nothing is no second error.
   */
  private static List<String> pathParameters(Node.@Nullable Mapping match) {
    List<String> names = new ArrayList<>();
    if (match != null) {
      for (String key : match.entries().keySet()) {
        Node.Scalar text = PLAIN_PATHS.contains(key) ? null : match.scalar(key);
        if (text != null) {
          names.addAll(
              key.equals("template")
                  ? PathTemplates.namesIn(text.text())
                  : PathTemplates.looseNamesIn(text.text()));
        }
      }
    }
    return names;
  }

  private boolean has(String key) {
    return route.entries().containsKey(key);
  }

  private void refuseKey(String key, String message) {
    Node.Entry entry = route.entries().get(key);
    if (entry != null) {
      findings.add(path.child(key), message, entry.line());
    }
  }

  private static Node.@Nullable Mapping mapping(Node.@Nullable Mapping owner, String key) {
    return owner != null && owner.value(key) instanceof Node.Mapping mapping ? mapping : null;
  }
}
