package io.sluice.admin;

import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.Items;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Which routes name an upstream. */
final class UpstreamUse {
  private static final int MOST_NAMED = 100;

  private UpstreamUse() {}

  /**
   * Refuses to take out an upstream that is in use. One that is named by the environment is not
   * found here; then the config is refused that would be without it.
   */
  static void refuse(String id, Document document) throws Refused {
    List<String> routes = new ArrayList<>();
    int count = 0;
    Items items = document.items("routes");
    String quoted = Json.quoted(id);
    for (int i = 0; i < items.size(); i++) {
      String text = items.at(i).text();
      if (text.contains(quoted) && names(Json.exact(text), id)) {
        count++;
        if (routes.size() < MOST_NAMED) {
          routes.add(items.at(i).id());
        }
      }
    }
    if (count > 0) {
      String detail = "The upstream is used by " + count + (count == 1 ? " route." : " routes.");
      throw Refused.because(409, "upstream_in_use", detail)
          .with("routes", routes)
          .with("count", count);
    }
  }

  /** Whether {@code upstream} is this one anywhere: of the route, its shares, or its filters. */
  private static boolean names(JsonNode node, String id) {
    JsonNode upstream = node.isObject() ? node.get("upstream") : null;
    if (upstream != null && upstream.isString() && upstream.stringValue().equals(id)) {
      return true;
    }
    for (JsonNode inner : node) {
      if (names(inner, id)) {
        return true;
      }
    }
    return false;
  }
}
