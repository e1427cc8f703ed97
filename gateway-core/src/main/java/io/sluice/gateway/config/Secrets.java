package io.sluice.gateway.config;

import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.config.RecordShape.Component;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Takes secret options out of the JSON of a document's parts before it is shown to anybody. What is
 * secret stands in the records' annotations. Where they cannot tell, such as at an unknown key or
 * in a filter that the environment names, all is taken out. Immutable; for any thread.
 */
public final class Secrets {

  /** Stands for a secret. */
  public static final String HIDDEN = Findings.HIDDEN;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS) // numbers stay as written
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final Shapes shapes;
  private final RecordShape root;
  private final Map<String, FilterFactory<?>> filters = new HashMap<>();
  private final DiscoveryTypes discoveries;

  /**
   * @param plugins all that documents may name
   */
  public Secrets(Plugins plugins) {
    shapes = new Shapes(PolicyNames.of(plugins.policies()));
    root = shapes.of(GatewayConfig.class);
    plugins.filters().forEach(filter -> filters.put(filter.name(), filter));
    discoveries = DiscoveryTypes.of(plugins.discoveries());
  }

  /**
   * The same text with {@link #HIDDEN} in place of each secret that is set.
   *
   * @param key the top-level key at which the part stands
   * @param text JSON of a thing, when a list of things with ids is at the key, else of all that is
   *     there
   * @throws IllegalArgumentException when it is no JSON
   */
  public String hidden(String key, String text) {
    return rewritten(key, text, (pointer, value) -> StringNode.valueOf(HIDDEN));
  }

  /** Pointers (RFC 6901) to the places in a part where {@link #HIDDEN} stands for a secret. */
  public List<String> hiddenIn(String key, String text) {
    List<String> found = new ArrayList<>();
    if (text.contains(HIDDEN)) {
      rewritten(
          key,
          text,
          (pointer, value) -> {
            if (isHidden(value)) {
              found.add(pointer);
            }
            return value;
          });
    }
    return found;
  }

  /** Whether a part has a secret, or something else at its place than {@link #HIDDEN}. */
  public boolean isToldIn(String key, String text) {
    boolean[] told = new boolean[1];
    rewritten(
        key,
        text,
        (pointer, value) -> {
          told[0] |= !isHidden(value);
          return value;
        });
    return told[0];
  }

  /**
   * The same text with the secrets of {@code before} where it says {@link #HIDDEN} in their places.
   * In lists, whose items may have come, gone and moved, it stays where it cannot be told whose
   * secret is meant.
   */
  public String restored(String key, String text, String before) {
    if (!text.contains(HIDDEN)) {
      return text;
    }
    JsonNode was = parsed(before);
    JsonNode is = parsed(text);
    JsonNode restored = Restoration.of(was, covered(key, was), is, covered(key, is));
    return restored.equals(is) ? text : restored.toString();
  }

  private JsonNode covered(String key, JsonNode part) {
    return rewritten(key, part, (pointer, value) -> Restoration.SECRET);
  }

  /** For one patch, so that it can move secrets that it does not see. */
  public SecretMarks marks() {
    return new SecretMarks(this);
  }

  static boolean isHidden(JsonNode value) {
    return value.isString() && value.stringValue().equals(HIDDEN);
  }

  /**
   * The same text with something else in place of each secret that is set.
   *
   * @param secret what comes at a pointer for what is there
   */
  String rewritten(String key, String text, BiFunction<String, JsonNode, JsonNode> secret) {
    JsonNode part = parsed(text);
    JsonNode shown = rewritten(key, part, secret);
    return shown.equals(part) ? text : shown.toString();
  }

  private JsonNode rewritten(
      String key, JsonNode part, BiFunction<String, JsonNode, JsonNode> secret) {
    return new Walk(secret).at(type(key), isSecret(key), part, "");
  }

  static JsonNode parsed(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  private @Nullable ValueType type(String key) {
    Component component = root.byKey().get(key);
    if (component == null) {
      return null;
    }
    return RawConfig.LISTS.contains(key) && component.type() instanceof ValueType.Items items
        ? items.element()
        : component.type();
  }

  private boolean isSecret(String key) {
    Component component = root.byKey().get(key);
    return component == null || component.option().secret();
  }

  /** A key as part of a pointer. */
  static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /** One way through a tree, which stays as it is. */
  private final class Walk {
    private final BiFunction<String, JsonNode, JsonNode> secret;

    Walk(BiFunction<String, JsonNode, JsonNode> secret) {
      this.secret = secret;
    }

    /**
     * @param type null = unknown
     */
    JsonNode at(@Nullable ValueType type, boolean isSecret, JsonNode value, String pointer) {
      if (value.isNull() || (value.isString() && value.stringValue().isEmpty())) {
        return value; // there is nothing to hide
      }
      if (isSecret || type == null || type instanceof ValueType.Unbound) {
        return secret.apply(pointer, value);
      }
      if (type instanceof ValueType.Scalar || type instanceof ValueType.KeyParts) {
        return value;
      }
      if (type instanceof ValueType.Items items && value instanceof ArrayNode list) {
        ArrayNode shown = MAPPER.createArrayNode();
        for (JsonNode item : list) {
          shown.add(at(items.element(), false, item, pointer + "/" + shown.size()));
        }
        return shown;
      }
      if (value instanceof ObjectNode object) {
        return inside(type, object, pointer);
      }
      return shapes.holdSecret(type) ? secret.apply(pointer, value) : value; // of a wrong kind
    }

    private JsonNode inside(ValueType type, ObjectNode object, String pointer) {
      if (type instanceof ValueType.Entries entries) {
        return each(object, pointer, key -> new Place(entries.value(), false));
      }
      if (type instanceof ValueType.Nested nested) {
        return record(shapes.of(nested.type()), object, pointer);
      }
      if (type instanceof ValueType.FilterEntry) {
        return filter(object, pointer);
      }
      if (type instanceof ValueType.DiscoveryEntry) {
        DiscoveryTypes.DiscoveryType known =
            discoveries.find(object.path(DiscoveryTypes.KEY).asString(""));
        RecordShape shape = known == null ? null : DiscoveryTypes.shape(known, shapes);
        return each(
            object, pointer, key -> key.equals(DiscoveryTypes.KEY) ? SHOWN : place(shape, key));
      }
      return secret.apply(pointer, object);
    }

    private JsonNode filter(ObjectNode filter, String pointer) {
      FilterFactory<?> factory = filters.get(filter.path("name").asString(""));
      return each(
          filter,
          pointer,
          key ->
              switch (key) {
                case "name", "enabled" -> SHOWN;
                case "config" ->
                    factory == null
                        ? UNKNOWN
                        : new Place(new ValueType.Nested(factory.configType()), false);
                default -> UNKNOWN;
              });
    }

    private JsonNode record(RecordShape shape, ObjectNode object, String pointer) {
      return each(object, pointer, key -> place(shape, key));
    }

    private JsonNode each(ObjectNode object, String pointer, Function<String, Place> places) {
      ObjectNode shown = MAPPER.createObjectNode();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        String key = entry.getKey();
        Place place = places.apply(key);
        String inner = pointer + "/" + escaped(key);
        shown.set(key, at(place.type, place.secret, entry.getValue(), inner));
      }
      return shown;
    }
  }

  /** What may stand at a key. */
  private record Place(@Nullable ValueType type, boolean secret) {}

  private static final Place SHOWN = new Place(new ValueType.KeyParts(), false);
  private static final Place UNKNOWN = new Place(null, true);

  private static Place place(@Nullable RecordShape shape, String key) {
    Component component = shape == null ? null : shape.byKey().get(key);
    return component == null ? UNKNOWN : new Place(component.type(), component.option().secret());
  }
}
