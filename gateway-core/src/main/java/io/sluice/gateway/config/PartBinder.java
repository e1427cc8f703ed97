package io.sluice.gateway.config;

import io.sluice.gateway.api.Consumer;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Binds parts of a document one by one, as strictly as {@link ConfigLoader} binds all of it, so
 * that a change costs what it touches. What is wrong is collected; a part with errors is null.
 * Paths are those of the whole document. For one thread, once; to be closed.
 */
public final class PartBinder implements AutoCloseable {
  private final Findings findings = new Findings();
  private final TrialContext trial = new TrialContext();
  private final Environment environment;
  private final Binding binding;
  private final Shapes shapes;
  private final OutsideChecks outside;

  PartBinder(Binder binder, OutsideChecks outside) {
    this.environment = binder.environment();
    this.shapes = binder.shapes();
    this.binding = binder.binding(findings, trial);
    this.outside = outside;
  }

  /**
   * All but routes, upstreams and consumers.
   *
   * @param json a document, which has none of these
   */
  public @Nullable GatewayConfig root(String json) throws ConfigException {
    Node document = DocumentParser.parse(json, Format.JSON, environment, findings);
    Object bound = binding.record(shapes.of(GatewayConfig.class), document, KeyPath.ROOT);
    DocumentChecks.run(document, findings, outside);
    return bound instanceof GatewayConfig config ? config : null;
  }

  /**
   * A route.
   *
   * @param id what its document knows it by
   * @param index its place in the document
   * @param upstreams whether there is an upstream of an id
   */
  public @Nullable RouteConfig route(String json, String id, int index, Predicate<String> upstreams)
      throws ConfigException {
    KeyPath path = KeyPath.ROOT.child("routes").child(index);
    Node node =
        DocumentParser.parse(
            json, Format.JSON, environment, findings, path, new IdentityHashMap<>());
    Object bound = binding.record(shapes.of(RouteConfig.class), node, path);
    checkId(node, path, id);
    if (node instanceof Node.Mapping route) {
      DocumentChecks.route(route, path, findings, upstreams);
    }
    return bound instanceof RouteConfig config ? config : null;
  }

  /** The same for an upstream. */
  public @Nullable UpstreamConfig upstream(String json, String id, int index)
      throws ConfigException {
    KeyPath path = KeyPath.ROOT.child("upstreams").child(index);
    Node node =
        DocumentParser.parse(
            json, Format.JSON, environment, findings, path, new IdentityHashMap<>());
    Object bound = binding.record(shapes.of(UpstreamConfig.class), node, path);
    checkId(node, path, id);
    if (node instanceof Node.Mapping upstream) {
      new UpstreamChecks(upstream, path, findings).run();
      if (!findings.isEmpty()) {
        OutsideFindings.ofUpstream(upstream, path, findings, outside);
      }
    }
    return bound instanceof UpstreamConfig config ? config : null;
  }

  /** The same for a consumer. */
  public @Nullable Consumer consumer(String json, String id, int index) throws ConfigException {
    KeyPath path = KeyPath.ROOT.child("consumers").child(index);
    Node node =
        DocumentParser.parse(
            json, Format.JSON, environment, findings, path, new IdentityHashMap<>());
    Object bound = binding.record(shapes.of(Consumer.class), node, path);
    checkId(node, path, id);
    return bound instanceof Consumer consumer ? consumer : null;
  }

  /** Documents find things by ids, so that no two have one, and no variable makes another of it. */
  private void checkId(Node node, KeyPath path, String id) {
    Node.Scalar said = node instanceof Node.Mapping thing ? thing.scalar("id") : null;
    if (said != null && !said.text().isEmpty() && !said.text().equals(id)) {
      String expected = ItemIds.isStandIn(id) ? "a unique id" : id + ", without variables";
      String message = Texts.visible(said.text()) + " (expected: " + expected + ")";
      findings.add(path.child("id"), message, said.line());
    }
  }

  /** Routes that were right must not lose an upstream. */
  public void checkReferences(List<RouteConfig> routes, Set<String> goneUpstreams) {
    for (int i = 0; i < routes.size() && !goneUpstreams.isEmpty(); i++) {
      KeyPath path = KeyPath.ROOT.child("routes").child(i);
      RouteConfig route = routes.get(i);
      Set<String> told = new HashSet<>();
      if (route.upstream() != null && goneUpstreams.contains(route.upstream())) {
        lost(path.child("upstream"), route.upstream());
      }
      for (int j = 0; j < route.weightedUpstreams().size(); j++) {
        String upstream = route.weightedUpstreams().get(j).upstream();
        if (goneUpstreams.contains(upstream) && told.add(upstream)) {
          lost(path.child("weighted_upstreams").child(j).child("upstream"), upstream);
        }
      }
    }
  }

  private void lost(KeyPath path, String upstream) {
    String message = "unknown upstream " + Texts.visible(upstream);
    findings.add(path, message + " (expected: the id of an upstream)", 0);
  }

  /** Says what is wrong with all parts so far. */
  public void throwIfAny() throws ConfigException {
    findings.throwIfAny();
  }

  @Override
  public void close() {
    trial.close();
  }
}
