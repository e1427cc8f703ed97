package io.sluice.gateway.config;

import io.sluice.gateway.config.RecordShape.Component;
import java.util.Map;

/** The nodes of options that are absent. */
final class Defaults {
  private Defaults() {}

  static Node.Mapping emptyMapping(int line) {
    return new Node.Mapping(Map.of(), line, 1, 1);
  }

  /**
   * What the component's {@code orElse} stands for: plain text of a scalar, a document of anything
   * else.
   *
   * @throws IllegalArgumentException when it is no document: a bug of its author
   */
  static Node node(Component component) {
    String written = component.option().orElse();
    if (component.type() instanceof ValueType.Scalar) {
      return new Node.Scalar(Node.Kind.UNTYPED, written.equals("\"\"") ? "" : written, 0);
    }
    try {
      return DocumentParser.parse(
          written, Format.YAML, new Environment(name -> null), new Findings());
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "default of " + component.key() + ": " + e.getMessage(), e);
    }
  }
}
