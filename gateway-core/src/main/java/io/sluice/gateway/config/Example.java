package io.sluice.gateway.config;

import io.sluice.gateway.config.RecordShape.Component;
import java.util.List;

/** How a mapping is written, for those who wrote its only required value alone. */
final class Example {
  private static final int MOST = 60;

  private Example() {}

  /** What a message expects in the place of {@code node}, which is no mapping. */
  static String of(RecordShape shape, Node node) {
    List<Component> required = shape.components().stream().filter(Component::required).toList();
    boolean plain =
        node instanceof Node.Scalar scalar
            && scalar.kind() == Node.Kind.TEXT
            && scalar.text().length() <= MOST
            && scalar.text().indexOf('"') < 0
            && required.size() == 1
            && shape.oneOf().isEmpty()
            && !required.get(0).option().secret()
            && fits(required.get(0).type(), scalar.text());
    return plain
        ? "a mapping, such as { "
            + required.get(0).key()
            + ": \""
            + Texts.visible(((Node.Scalar) node).text())
            + "\" }"
        : "a mapping";
  }

  private static boolean fits(ValueType type, String text) {
    try {
      return type instanceof ValueType.Scalar scalar
          && scalar.kinds().contains(Node.Kind.TEXT)
          && !scalar.parser().apply(text).equals("");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
