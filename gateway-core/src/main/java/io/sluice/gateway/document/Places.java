package io.sluice.gateway.document;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The places of some things as JSON, by id: what a change of a list's order begins and ends with.
 * It names what moves; a thing that is not named stays where it is. One that comes or goes has its
 * place in its own change, though an order may say again where one that comes is to stand.
 */
final class Places {

  /** An order that moves nothing. */
  static final String NONE = "{}";

  private Places() {}

  static String text(Map<String, Long> places) {
    ObjectNode text = JsonMapper.shared().createObjectNode();
    places.forEach(text::put);
    return text.toString();
  }

  /**
   * By id.
   *
   * @throws IllegalArgumentException when the text is not of {@link #text}
   */
  static Map<String, Long> of(String text) {
    JsonNode node;
    try {
      node = JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not an order of things", e);
    }
    if (!node.isObject()) {
      throw new IllegalArgumentException("not an order of things");
    }
    Map<String, Long> places = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      JsonNode place = each.getValue();
      if (!place.isIntegralNumber() || !place.canConvertToLong() || place.longValue() <= 0) {
        throw new IllegalArgumentException("an order without a place of " + each.getKey());
      }
      places.put(each.getKey(), place.longValue());
    }
    return places;
  }
}
