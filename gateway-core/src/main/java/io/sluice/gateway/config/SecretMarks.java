package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Stands for secrets while one patch runs: each has its own mark, so that it goes wherever the
 * patch takes it, and comes back there if it is hidden there too. Nobody can write a mark, for part
 * of it is drawn by lot. Confined to a thread.
 */
public final class SecretMarks {
  private static final Pattern MARK = Pattern.compile("\\(hidden:[0-9a-f-]{36}:[0-9]+\\)");

  private final Secrets secrets;
  private final String prefix = "(hidden:" + UUID.randomUUID() + ":";
  private final List<JsonNode> marked = new ArrayList<>();

  SecretMarks(Secrets secrets) {
    this.secrets = secrets;
  }

  /**
   * A part's text with marks in place of its secrets.
   *
   * @param key the top-level key at which the part stands
   */
  public String marked(String key, String text) {
    return secrets.rewritten(
        key,
        text,
        (pointer, value) -> {
          marked.add(value);
          return StringNode.valueOf(prefix + (marked.size() - 1) + ")");
        });
  }

  /** The text with the secrets of the marks that stand where secrets do. */
  public String resolved(String key, String text) {
    return text.contains(prefix)
        ? secrets.rewritten(key, text, (pointer, value) -> filled(value))
        : text;
  }

  private JsonNode filled(JsonNode value) {
    if (value instanceof ObjectNode object) {
      ObjectNode filled = JsonNodeFactory.instance.objectNode();
      object.properties().forEach(entry -> filled.set(entry.getKey(), filled(entry.getValue())));
      return filled;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode filled = JsonNodeFactory.instance.arrayNode();
      array.forEach(item -> filled.add(filled(item)));
      return filled;
    }
    return isMark(value) ? marked.get(number(value.stringValue())) : value;
  }

  private boolean isMark(JsonNode value) {
    return value.isString() && value.stringValue().startsWith(prefix);
  }

  private int number(String mark) {
    return Integer.parseInt(mark.substring(prefix.length(), mark.length() - 1));
  }

  /** Pointers (RFC 6901) to the marks in a text: there a secret would be shown. */
  public List<String> leftIn(String text) {
    List<String> left = new ArrayList<>();
    if (text.contains(prefix)) {
      find(Secrets.parsed(text), "", left);
    }
    return left;
  }

  private void find(JsonNode value, String pointer, List<String> left) {
    if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        find(array.path(i), pointer + "/" + i, left);
      }
    } else if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        find(entry.getValue(), pointer + "/" + Secrets.escaped(entry.getKey()), left);
      }
    } else if (isMark(value)) {
      left.add(pointer);
    }
  }

  /** A text as it is shown: with {@link Secrets#HIDDEN} in place of marks. */
  public static String shown(String text) {
    return MARK.matcher(text).replaceAll(Secrets.HIDDEN);
  }
}
