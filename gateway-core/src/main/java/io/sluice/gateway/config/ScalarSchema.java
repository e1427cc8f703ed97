package io.sluice.gateway.config;

import com.google.re2j.Pattern;
import io.sluice.gateway.config.Node.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Schemas of values without parts. Anything but plain text may also be text with an environment
 * variable in it, whose value no schema knows.
 */
final class ScalarSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String NO_CONTROLS = "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$";

  /** A pattern that takes none of these is taken to be for text that is no number. */
  private static final List<String> NUMBERS = List.of("0", "12", "502", "-1", "1.5");

  private final Map<String, ObjectNode> definitions;

  ScalarSchema(Map<String, ObjectNode> definitions) {
    this.definitions = definitions;
    definitions.put(
        "environment",
        NODES
            .objectNode()
            .put("type", "string")
            .put("pattern", "\\$\\{")
            .put(
                "description", "Text with ${NAME} or ${NAME:default} of an environment variable."));
  }

  /** A pattern that the whole text must match, in the schema's dialect. */
  static String whole(String pattern) {
    return "^(?:" + pattern + ")$";
  }

  ObjectNode of(ValueType.Scalar type, Rules rules) {
    if (type.isText() && rules.pattern().isEmpty()) {
      return reference("text", this::text);
    }
    if (type.label().equals("duration") && rules.min() <= 0) {
      return reference("duration", () -> withEnvironment(type, rules));
    }
    return withEnvironment(type, rules);
  }

  /** One text, or a list of them. */
  ObjectNode key() {
    return reference(
        "key",
        () -> {
          ObjectNode schema = NODES.objectNode();
          ArrayNode choices = schema.putArray("anyOf");
          choices.add(reference("text", this::text));
          ObjectNode list = choices.addObject().put("type", "array").put("minItems", 1);
          list.set("items", reference("text", this::text));
          return schema;
        });
  }

  private ObjectNode reference(String name, Supplier<ObjectNode> schema) {
    if (!definitions.containsKey(name)) {
      definitions.put(name, schema.get());
    }
    return NODES.objectNode().put("$ref", "#/$defs/" + name);
  }

  private ObjectNode text() {
    ObjectNode schema = NODES.objectNode();
    schema.putArray("type").add("string").add("number").add("boolean");
    return schema.put("pattern", NO_CONTROLS);
  }

  private ObjectNode withEnvironment(ValueType.Scalar type, Rules rules) {
    ObjectNode schema = NODES.objectNode();
    ArrayNode choices = schema.putArray("anyOf");
    if (!type.words().isEmpty()) {
      ArrayNode words = choices.addObject().putArray("enum");
      type.words().forEach(words::add);
    } else if (type.isText()) {
      patterned(choices, rules.pattern());
    } else {
      typed(choices, type, rules);
    }
    choices.addObject().put("$ref", "#/$defs/environment");
    return schema;
  }

  private static void patterned(ArrayNode choices, String pattern) {
    choices.addObject().put("type", "string").put("pattern", whole(pattern));
    Pattern compiled = Pattern.compile(pattern);
    if (NUMBERS.stream().anyMatch(compiled::matches)) {
      choices.addObject().put("type", "number");
    }
    for (boolean truth : new boolean[] {true, false}) {
      if (compiled.matches(Boolean.toString(truth))) {
        choices.addObject().put("const", truth);
      }
    }
  }

  private static void typed(ArrayNode choices, ValueType.Scalar type, Rules rules) {
    if (type.kinds().contains(Kind.BOOLEAN)) {
      choices.addObject().put("type", "boolean");
    }
    if (type.kinds().contains(Kind.TEXT)) {
      ObjectNode text = choices.addObject().put("type", "string");
      text.put("pattern", whole(type.pattern()));
      if (rules.min() > 0 && type.comparison() != null) {
        text.putArray("allOf").addObject().put("pattern", "[1-9]");
      }
    }
    if (type.label().equals("duration")) {
      if (rules.min() <= 0) {
        choices.addObject().put("const", 0);
      }
    } else if (type.label().equals("status")) {
      ObjectNode whole = choices.addObject().put("type", "integer");
      whole.put("minimum", StatusRange.LEAST).put("maximum", StatusRange.MOST);
    } else if (type.kinds().contains(Kind.WHOLE)) {
      number(choices.addObject(), type, rules);
    }
  }

  private static void number(ObjectNode schema, ValueType.Scalar type, Rules rules) {
    schema.put("type", type.kinds().contains(Kind.DECIMAL) ? "number" : "integer");
    long least = type.kinds().contains(Kind.TEXT) ? Math.max(0, rules.min()) : rules.min();
    if (least > Long.MIN_VALUE) {
      schema.put("minimum", least);
    }
    if (rules.max() < Long.MAX_VALUE) {
      schema.put("maximum", rules.max());
    }
  }

  /** A default as the schema shows it. */
  static JsonNode json(ValueType type, Node node) {
    if (node instanceof Node.Sequence sequence) {
      ValueType element =
          type instanceof ValueType.Items items ? items.element() : new ValueType.Unbound();
      ArrayNode array = NODES.arrayNode();
      sequence.items().forEach(item -> array.add(json(element, item)));
      return array;
    }
    if (node instanceof Node.Mapping mapping) {
      ObjectNode object = NODES.objectNode();
      mapping
          .entries()
          .forEach((key, entry) -> object.set(key, json(new ValueType.Unbound(), entry.value())));
      return object;
    }
    Node.Scalar scalar = (Node.Scalar) node;
    boolean text = !(type instanceof ValueType.Scalar typed) || typed.kinds().contains(Kind.TEXT);
    if (text) {
      return NODES.stringNode(scalar.text());
    }
    return ((ValueType.Scalar) type).kinds().contains(Kind.BOOLEAN)
        ? NODES.booleanNode(Boolean.parseBoolean(scalar.text()))
        : NODES.numberNode(new BigDecimal(scalar.text()));
  }
}
