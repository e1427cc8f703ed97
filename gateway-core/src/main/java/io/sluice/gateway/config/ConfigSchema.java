package io.sluice.gateway.config;

import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.config.RecordShape.Component;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (draft 2020-12) of the config document, read off the same records and annotations
 * as the binder. It says all that a schema can; references, sums and what regular expressions mean
 * stay with the loader.
 */
public final class ConfigSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Shapes shapes;
  private final Map<String, ObjectNode> definitions = new LinkedHashMap<>();
  private final ScalarSchema scalars = new ScalarSchema(definitions);

  private ConfigSchema(PolicyNames policies) {
    shapes = new Shapes(policies);
  }

  /**
   * The schema as a tree.
   *
   * @param filters every filter that documents may name
   */
  public static ObjectNode tree(Iterable<? extends FilterFactory<?>> filters) {
    return tree(Plugins.filters(filters));
  }

  /**
   * The schema as a tree.
   *
   * @param plugins all that documents may name
   */
  public static ObjectNode tree(Plugins plugins) {
    return new ConfigSchema(PolicyNames.of(plugins.policies()))
        .document(plugins.filters(), DiscoveryTypes.of(plugins.discoveries()));
  }

  /** The same as indented JSON. */
  public static String text(Plugins plugins) {
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(tree(plugins));
  }

  private ObjectNode document(
      Iterable<? extends FilterFactory<?>> filters, DiscoveryTypes discoveries) {
    ObjectNode root = NODES.objectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Sluice configuration");
    root.setAll(record(shapes.of(GatewayConfig.class)));
    definitions.put("filter", filter(filters));
    definitions.put("discovery", discovery(discoveries));
    ObjectNode defs = root.putObject("$defs");
    definitions.forEach(defs::set);
    return root;
  }

  private ObjectNode record(RecordShape shape) {
    ObjectNode schema = NODES.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = NODES.arrayNode();
    for (Component component : shape.components()) {
      properties.set(component.key(), component(component));
      if (component.required()) {
        required.add(component.key());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schema.put("additionalProperties", false);
    if (!shape.oneOf().isEmpty()) {
      ArrayNode choices = schema.putArray("oneOf");
      shape.oneOf().forEach(key -> choices.addObject().putArray("required").add(key));
    }
    return schema;
  }

  private ObjectNode component(Component component) {
    ObjectNode schema = value(component.type(), component.rules());
    schema.put("description", component.option().value());
    if (component.fallback() == RecordShape.Fallback.WRITTEN) {
      schema.set("default", ScalarSchema.json(component.type(), Defaults.node(component)));
    }
    if (component.option().secret()) {
      schema.put("writeOnly", true);
    }
    return schema;
  }

  private ObjectNode value(ValueType type, Rules rules) {
    if (type instanceof ValueType.Scalar scalar) {
      return scalars.of(scalar, rules);
    }
    if (type instanceof ValueType.Items items) {
      ObjectNode schema = NODES.objectNode().put("type", "array");
      schema.set("items", value(items.element(), rules.ofEntries()));
      bounded(schema, "Items", rules);
      if (!rules.single()) {
        return schema;
      }
      ObjectNode either = NODES.objectNode();
      ArrayNode choices = either.putArray("anyOf");
      choices.add(value(items.element(), rules.ofEntries()));
      choices.add(schema);
      return either;
    }
    if (type instanceof ValueType.Entries entries) {
      ObjectNode schema = NODES.objectNode().put("type", "object");
      if (!rules.keys().isEmpty()) {
        schema.putObject("propertyNames").put("pattern", ScalarSchema.whole(rules.keys()));
      }
      schema.set("additionalProperties", value(entries.value(), rules.ofEntries()));
      return bounded(schema, "Properties", rules);
    }
    if (type instanceof ValueType.KeyParts) {
      return scalars.key();
    }
    if (type instanceof ValueType.Nested nested) {
      return record(shapes.of(nested.type()));
    }
    String plugin = type instanceof ValueType.DiscoveryEntry ? "discovery" : "filter";
    return NODES.objectNode().put("$ref", "#/$defs/" + plugin);
  }

  private static ObjectNode bounded(ObjectNode schema, String what, Rules rules) {
    if (rules.min() > 0) {
      schema.put("min" + what, rules.min());
    }
    if (rules.max() < Long.MAX_VALUE) {
      schema.put("max" + what, rules.max());
    }
    return schema;
  }

  /** A filter: its name decides what its config is. */
  private ObjectNode filter(Iterable<? extends FilterFactory<?>> filters) {
    ObjectNode schema = NODES.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode names = NODES.arrayNode();
    ArrayNode cases = NODES.arrayNode();
    for (Component component : shapes.of(FilterHead.class).components()) {
      if (component.type() instanceof ValueType.Scalar) {
        properties.set(component.key(), component(component));
      } else {
        properties.putObject(component.key()).put("description", component.option().value());
      }
    }
    for (FilterFactory<?> filter : filters) {
      RecordShape shape = shapes.of(filter.configType());
      String definition = "filter_" + filter.name();
      definitions.put(definition, record(shape).put("description", filter.description()));
      names.add(filter.name());
      ObjectNode choice = cases.addObject();
      choice.putObject("if").putObject("properties").putObject("name").put("const", filter.name());
      ObjectNode then = choice.putObject("then");
      then.putObject("properties").putObject("config").put("$ref", "#/$defs/" + definition);
      if (needsConfig(shape)) {
        then.putArray("required").add("config");
      }
    }
    ObjectNode name = (ObjectNode) properties.get("name");
    name.remove("$ref");
    oneOfThese(name, names);
    schema.putArray("required").add("name");
    schema.put("additionalProperties", false);
    if (!cases.isEmpty()) {
      schema.set("allOf", cases);
    }
    return schema;
  }

  /** A discovery: its type decides which keys stand beside it. */
  private ObjectNode discovery(DiscoveryTypes discoveries) {
    ObjectNode schema = NODES.objectNode().put("type", "object");
    ObjectNode type = schema.putObject("properties").putObject(DiscoveryTypes.KEY);
    type.put("description", "Where the servers are looked up.");
    ArrayNode names = NODES.arrayNode();
    oneOfThese(type, names);
    schema.putArray("required").add(DiscoveryTypes.KEY);
    ArrayNode cases = schema.putArray("allOf");
    discoveries.forEach(
        (name, known) -> {
          String definition = "discovery_" + name;
          ObjectNode options = record(DiscoveryTypes.shape(known, shapes));
          ((ObjectNode) options.get("properties")).putObject(DiscoveryTypes.KEY).put("const", name);
          definitions.put(definition, options.put("description", known.description()));
          names.add(name);
          ObjectNode choice = cases.addObject();
          choice
              .putObject("if")
              .putObject("properties")
              .putObject(DiscoveryTypes.KEY)
              .put("const", name);
          choice.putObject("then").put("$ref", "#/$defs/" + definition);
        });
    return schema;
  }

  /** A name, or text that the environment makes one: what that is a schema cannot know. */
  private static void oneOfThese(ObjectNode schema, ArrayNode names) {
    ArrayNode choices = schema.putArray("anyOf");
    choices.addObject().set("enum", names);
    choices.addObject().put("$ref", "#/$defs/environment");
  }

  private static boolean needsConfig(RecordShape shape) {
    return !shape.oneOf().isEmpty() || shape.components().stream().anyMatch(Component::required);
  }
}
