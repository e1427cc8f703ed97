package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts secrets back into a tree that somebody has edited without seeing them.
 *
 * <p>In objects a secret belongs to its key. In lists an index says nothing: who takes out the
 * first of two tokens must not give its secret to the second. So an item is found by its name, and
 * one without a name, or among several of one name, by all that is shown of it. Where several look
 * alike, those that hide a secret are the same only while they are as many. All else gets nothing
 * back.
 */
final class Restoration {

  /** Stands for every secret, and equals nothing that a text can say. */
  static final JsonNode SECRET = JsonNodeFactory.instance.pojoNode(new Object());

  /** Keys that name an item of a list, whatever else changes in it. */
  private static final List<String> NAMES = List.of("id", "name", "kid", "username", "key_id");

  /** Says what kind of thing an object is: its secrets are no other kind's. */
  private static final String KIND = "type";

  private static final int NONE = -1;

  private Restoration() {}

  /**
   * The tree with the secrets that it had.
   *
   * @param wasCovered {@code was} with {@link #SECRET} for its secrets
   * @param isCovered {@code is} with {@link #SECRET} where a secret may be
   */
  static JsonNode of(JsonNode was, JsonNode wasCovered, JsonNode is, JsonNode isCovered) {
    if (isCovered.equals(SECRET)) {
      return wasCovered.equals(SECRET) && Secrets.isHidden(is) ? was : is;
    }
    if (isCovered instanceof ObjectNode shown && wasCovered instanceof ObjectNode before) {
      return sameKind(before, shown) ? object(was, before, is, shown) : is;
    }
    if (isCovered instanceof ArrayNode shown && wasCovered instanceof ArrayNode before) {
      return list(was, before, is, shown);
    }
    return is;
  }

  private static boolean sameKind(ObjectNode before, ObjectNode shown) {
    return before.path(KIND).equals(shown.path(KIND));
  }

  private static JsonNode object(JsonNode was, ObjectNode before, JsonNode is, ObjectNode shown) {
    ObjectNode restored = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> entry : is.properties()) {
      String key = entry.getKey();
      JsonNode value = entry.getValue();
      restored.set(
          key,
          before.has(key) ? of(was.path(key), before.path(key), value, shown.path(key)) : value);
    }
    return restored;
  }

  private static JsonNode list(JsonNode was, ArrayNode before, JsonNode is, ArrayNode shown) {
    ArrayNode restored = JsonNodeFactory.instance.arrayNode();
    int[] origins = origins(before, is, shown);
    for (int i = 0; i < origins.length; i++) {
      int origin = origins[i];
      restored.add(
          origin == NONE
              ? is.path(i)
              : of(was.path(origin), before.path(origin), is.path(i), shown.path(i)));
    }
    return restored;
  }

  /** Which item each was before; nobody has to know it of one that brings its own secrets. */
  private static int[] origins(ArrayNode before, JsonNode is, ArrayNode after) {
    int[] origins = new int[after.size()];
    Arrays.fill(origins, NONE);
    Map<JsonNode, List<Integer>> looked = byLook(before);
    byLook(after)
        .forEach(
            (look, now) -> {
              now.removeIf(i -> !hides(is.path(i)));
              pair(looked.getOrDefault(look, List.of()), now, origins);
            });
    Map<String, List<Integer>> named = byName(before);
    byName(after)
        .forEach(
            (name, now) -> {
              List<Integer> then = named.getOrDefault(name, List.of());
              if (edited(before, then, after, now) <= 1) { // it says more than looks
                pair(then, now, origins);
              }
            });
    return origins;
  }

  private static boolean hides(JsonNode node) {
    if (Secrets.isHidden(node)) {
      return true;
    }
    for (JsonNode child : node) {
      if (hides(child)) {
        return true;
      }
    }
    return false;
  }

  private static void pair(List<Integer> then, List<Integer> now, int[] origins) {
    if (then.size() == now.size()) {
      for (int i = 0; i < now.size(); i++) {
        origins[now.get(i)] = then.get(i);
      }
    }
  }

  /** How many of those of one name have another look than the one in the same place before. */
  private static int edited(
      ArrayNode before, List<Integer> then, ArrayNode after, List<Integer> now) {
    int edited = 0;
    for (int i = 0; i < Math.min(then.size(), now.size()); i++) {
      edited += before.path(then.get(i)).equals(after.path(now.get(i))) ? 0 : 1;
    }
    return edited;
  }

  private static Map<JsonNode, List<Integer>> byLook(ArrayNode items) {
    Map<JsonNode, List<Integer>> indexes = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      indexes.computeIfAbsent(items.path(i), none -> new ArrayList<>()).add(i);
    }
    return indexes;
  }

  private static Map<String, List<Integer>> byName(ArrayNode items) {
    Map<String, List<Integer>> indexes = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      String name = name(items.path(i));
      if (name != null) {
        indexes.computeIfAbsent(name, none -> new ArrayList<>()).add(i);
      }
    }
    return indexes;
  }

  private static @Nullable String name(JsonNode item) {
    for (String key : NAMES) {
      if (item.path(key).isString()) {
        return key + "=" + item.path(key).stringValue();
      }
    }
    return null;
  }
}
