package io.sluice.gateway.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rules between parts of the document: ids, references and addresses. They read the tree and not
 * the records, so that a slip in one route hides nothing about the others.
 */
final class DocumentChecks {

  /** Guessing what was meant costs time in proportion to all that is known. */
  private static final int MAX_GUESSES = 20;

  private final Node.Mapping root;
  private final Findings findings;
  private int guesses;

  private DocumentChecks(Node.Mapping root, Findings findings) {
    this.root = root;
    this.findings = findings;
  }

  /**
   * All of them; with findings, {@code outside} is asked too, so that everything is told at once.
   */
  static void run(Node document, Findings findings, OutsideChecks outside) {
    if (document instanceof Node.Mapping root) {
      DocumentChecks checks = new DocumentChecks(root, findings);
      checks.ids("listeners");
      checks.ids("routes");
      checks.ids("consumers");
      checks.references(checks.ids("upstreams"));
      checks.upstreams();
      checks.addresses();
      checks.routes();
      if (!findings.isEmpty()) {
        new OutsideFindings(root, findings, outside).run();
      }
    }
  }

  /**
   * Those of one route.
   *
   * @param upstreams whether there is an upstream of an id
   */
  static void route(
      Node.Mapping route, KeyPath path, Findings findings, Predicate<String> upstreams) {
    new RouteChecks(route, path, findings).run();
    DocumentChecks checks = new DocumentChecks(route, findings);
    checks.references(route, path, upstreams, List.of());
  }

  private void routes() {
    List<Node> routes = root.items("routes");
    for (int i = 0; i < routes.size(); i++) {
      if (routes.get(i) instanceof Node.Mapping route) {
        new RouteChecks(route, KeyPath.ROOT.child("routes").child(i), findings).run();
      }
    }
  }

  /** Ids of a list, with a finding for each that is not the first of its name. */
  private Map<String, KeyPath> ids(String list) {
    Map<String, KeyPath> firsts = new LinkedHashMap<>();
    KeyPath path = KeyPath.ROOT.child(list);
    List<Node> items = root.items(list);
    for (int i = 0; i < items.size(); i++) {
      Node.Scalar id = scalar(items.get(i), "id");
      KeyPath first = id == null ? null : firsts.putIfAbsent(id.text(), path.child(i));
      if (id != null && first != null) {
        String message =
            Texts.visible(id.text()) + " (expected: a unique id; " + first + " has it)";
        findings.add(path.child(i).child("id"), message, id.line());
      }
    }
    return firsts;
  }

  private void references(Map<String, KeyPath> upstreams) {
    List<Node> routes = root.items("routes");
    for (int i = 0; i < routes.size(); i++) {
      if (routes.get(i) instanceof Node.Mapping route) {
        KeyPath path = KeyPath.ROOT.child("routes").child(i);
        references(route, path, upstreams::containsKey, upstreams.keySet());
      }
    }
  }

  private void references(
      Node.Mapping route, KeyPath path, Predicate<String> known, Collection<String> guessed) {
    reference(route.scalar("upstream"), path.child("upstream"), known, guessed);
    List<Node> split = route.items("weighted_upstreams");
    for (int j = 0; j < split.size(); j++) {
      KeyPath side = path.child("weighted_upstreams").child(j).child("upstream");
      reference(scalar(split.get(j), "upstream"), side, known, guessed);
    }
  }

  private void reference(
      Node.@Nullable Scalar id, KeyPath path, Predicate<String> known, Collection<String> guessed) {
    if (id == null || known.test(id.text())) {
      return;
    }
    String nearest = guesses++ < MAX_GUESSES ? Nearest.of(id.text(), guessed) : null;
    String question = nearest == null ? "" : "; did you mean " + nearest + "?";
    String message = "unknown upstream " + Texts.visible(id.text());
    findings.add(path, message + " (expected: the id of an upstream" + question + ")", id.line());
  }

  private void upstreams() {
    List<Node> upstreams = root.items("upstreams");
    for (int i = 0; i < upstreams.size(); i++) {
      if (upstreams.get(i) instanceof Node.Mapping upstream) {
        new UpstreamChecks(upstream, KeyPath.ROOT.child("upstreams").child(i), findings).run();
      }
    }
  }

  /** Listeners and the admin listener bind at once: no two may want the same port. */
  private void addresses() {
    BoundPorts ports = new BoundPorts();
    Node.Scalar given = scalar(root.value("admin"), "bind");
    KeyPath adminPath = KeyPath.ROOT.child("admin").child("bind");
    if (given == null) {
      ports.claim(AdminConfig.DEFAULT_BIND, adminPath);
    } else {
      claim(ports, given, adminPath);
    }
    List<Node> listeners = root.items("listeners");
    for (int i = 0; i < listeners.size(); i++) {
      Node.Scalar bind = scalar(listeners.get(i), "bind");
      if (bind != null) {
        claim(ports, bind, KeyPath.ROOT.child("listeners").child(i).child("bind"));
      }
    }
  }

  private void claim(BoundPorts ports, Node.Scalar text, KeyPath path) {
    Bind bind;
    try {
      bind = Bind.parse(text.text());
    } catch (IllegalArgumentException e) {
      return; // the binder has said so
    }
    KeyPath other = ports.claim(bind, path);
    if (other != null) {
      String expected = " (expected: an address of its own; " + other + " has it)";
      findings.add(path, bind + expected, text.line());
    }
  }

  private static Node.@Nullable Scalar scalar(@Nullable Node node, String key) {
    return node instanceof Node.Mapping mapping ? mapping.scalar(key) : null;
  }
}
