package io.sluice.gateway.document;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The places of a list's things as JSON: what a change of their order begins and ends with. */
final class Places {
  private Places() {}

  /** Each thing's id with its place, in order. */
  static String text(Items items) {
    ObjectNode places = JsonMapper.shared().createObjectNode();
    items.all().forEach(item -> places.put(item.id(), item.place()));
    return places.toString();
  }

  /**
   * The same things at other places.
   *
   * @throws IllegalArgumentException when the text is not of {@link #text}, or not of these things
   */
  static Items placed(Items items, String text) {
    JsonNode places;
    try {
      places = JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not an order of things", e);
    }
    List<Items.Item> moved = new ArrayList<>(items.size());
    for (Items.Item item : items.all()) {
      JsonNode place = places.get(item.id());
      if (place == null || !place.canConvertToLong() || place.longValue() <= 0) {
        throw new IllegalArgumentException("an order without a place of " + item.id());
      }
      moved.add(new Items.Item(item.id(), item.text(), place.longValue()));
    }
    Items result = Items.of(moved);
    for (int i = 1; i < result.size(); i++) {
      if (result.at(i - 1).place() == result.at(i).place()) {
        throw new IllegalArgumentException(
            "an order with two at the place of " + result.at(i).id());
      }
    }
    return result;
  }
}
