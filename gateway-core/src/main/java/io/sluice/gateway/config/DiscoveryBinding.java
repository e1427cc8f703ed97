package io.sluice.gateway.config;

import io.sluice.gateway.api.DiscoveryFactory;
import io.sluice.gateway.config.DiscoveryTypes.DiscoveryType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Binds discoveries, whose type says which other keys there are. Belongs to one {@link Binding}.
 */
final class DiscoveryBinding {
  private final Binding binding;
  private final Shapes shapes;
  private final DiscoveryTypes types;
  private final Findings findings;
  private final TrialContext trial;

  DiscoveryBinding(
      Binding binding, Shapes shapes, DiscoveryTypes types, Findings findings, TrialContext trial) {
    this.binding = binding;
    this.shapes = shapes;
    this.types = types;
    this.findings = findings;
    this.trial = trial;
  }

  /** The {@link DiscoveryConfig}, or {@link Binding#FAILED}. */
  Object bind(Node.Mapping node, KeyPath path) {
    Node.Entry entry = node.entries().get(DiscoveryTypes.KEY);
    KeyPath place = path.child(DiscoveryTypes.KEY);
    if (entry == null) {
      String expected = Texts.oneOf(types.names());
      findings.add(place, "missing (expected: " + expected + ")", node.line());
      return Binding.FAILED;
    }
    Node.Scalar name = node.scalar(DiscoveryTypes.KEY);
    if (name == null) {
      return binding.wrongKind(entry.value(), Texts.oneOf(types.names()), false, place);
    }
    DiscoveryType type = types.find(name.text());
    if (type == null) {
      String listed =
          name.text().equals("static")
              ? " (expected: targets in place of discovery)"
              : Nearest.listed(name.text(), types.names());
      findings.add(place, Texts.visible(name.text()) + listed, name.line());
      return Binding.FAILED;
    }
    Object options = options(name.text(), type, withoutType(node), path);
    return options instanceof Record bound
        ? new DiscoveryConfig(name.text(), type.factory(), bound)
        : Binding.FAILED;
  }

  private Object options(String name, DiscoveryType type, Node.Mapping options, KeyPath path) {
    RecordShape shape = DiscoveryTypes.shape(type, shapes);
    DiscoveryFactory<?> factory = type.factory();
    return factory == null
        ? binding.record(shape, options, path)
        : binding.tried(
            new Binding.Part("discovery " + name, shape, config -> make(factory, config)),
            options,
            path,
            path,
            options.line());
  }

  private <C extends Record> void make(DiscoveryFactory<C> factory, Record config) {
    Objects.requireNonNull(
        factory.create(factory.configType().cast(config), trial), "no discovery");
  }

  private static Node.Mapping withoutType(Node.Mapping node) {
    Map<String, Node.Entry> options = new LinkedHashMap<>(node.entries());
    options.remove(DiscoveryTypes.KEY);
    return new Node.Mapping(options, node.line(), node.weight(), node.height());
  }
}
