package io.sluice.admin;

import io.sluice.gateway.document.Items;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Some of a list, from a cursor on. A cursor names a place in the list, so that it stays good when
 * things come and go.
 *
 * @param texts JSON of each
 * @param next cursor of the next page; null = there is none
 */
record Page(List<String> texts, @Nullable String next) {

  /** The page that a query asks for. */
  static Page of(String list, Items items, Query query) throws Refused {
    int limit = query.limit();
    List<Label> labels = labels(query);
    String said = query.text("q");
    String words = said == null ? "" : said.toLowerCase(Locale.ROOT);
    List<String> texts = new ArrayList<>();
    for (int i = first(list, items, query); i < items.size(); i++) {
      Items.Item item = items.at(i);
      if ((labels.isEmpty() && words.isEmpty()) || shows(item, labels, words)) {
        if (texts.size() == limit) {
          return new Page(texts, cursor(list, item.place()));
        }
        texts.add(item.text());
      }
    }
    return new Page(texts, null);
  }

  /** As an object with {@code items} and {@code next}. */
  String json(UnaryOperator<String> shown) {
    StringBuilder out = new StringBuilder("{\"items\":[");
    for (int i = 0; i < texts.size(); i++) {
      out.append(i == 0 ? "" : ",").append(shown.apply(texts.get(i)));
    }
    return out.append("],\"next\":").append(next == null ? "null" : Json.quoted(next)) + "}";
  }

  private record Label(String name, String value) {}

  private static List<Label> labels(Query query) throws Refused {
    List<Label> labels = new ArrayList<>();
    for (String said : query.labels()) {
      int colon = said.indexOf(':');
      if (colon < 1) {
        throw Query.bad("label", said, "name:value");
      }
      labels.add(new Label(said.substring(0, colon), said.substring(colon + 1)));
    }
    return labels;
  }

  private static boolean shows(Items.Item item, List<Label> labels, String words) {
    JsonNode thing = Json.exact(item.text());
    for (Label label : labels) {
      JsonNode value = thing.path("labels").path(label.name);
      if (value.isContainer() || !value.asString("").equals(label.value) || value.isMissingNode()) {
        return false;
      }
    }
    return words.isEmpty()
        || has(item.id(), words)
        || anyHas(thing.path("match").path("hosts"), words)
        || anyHas(thing.path("match").path("path"), words)
        || thing.path("targets").valueStream().anyMatch(target -> anyHas(target, words));
  }

  private static boolean anyHas(JsonNode values, String words) {
    for (JsonNode value : values) {
      if (value.isString() && has(value.stringValue(), words)) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(String text, String words) {
    return text.toLowerCase(Locale.ROOT).contains(words);
  }

  private static String cursor(String list, long place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((list + ":" + place).getBytes(StandardCharsets.UTF_8));
  }

  private static int first(String list, Items items, Query query) throws Refused {
    String cursor = query.text("cursor");
    if (cursor == null) {
      return 0;
    }
    try {
      String said = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (said.startsWith(list + ":")) {
        return items.indexFrom(Long.parseLong(said.substring(list.length() + 1)));
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw Query.bad("cursor", cursor, "the next of an answer");
  }
}
