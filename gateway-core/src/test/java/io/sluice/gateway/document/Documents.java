package io.sluice.gateway.document;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.RawConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Documents to test with. */
public final class Documents {
  private Documents() {}

  /** Of YAML. */
  public static Document of(String yaml) {
    try {
      return Document.of(ConfigLoader.raw(yaml, Format.YAML));
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** With routes alone: {@code a b:2} is one of id a, and one of id b that says 2. */
  public static Document routes(String ids) {
    List<RawConfig.Item> items = new ArrayList<>();
    for (String word : ids.isBlank() ? new String[0] : ids.strip().split(" ", -1)) {
      int colon = word.indexOf(':');
      String id = colon < 0 ? word : word.substring(0, colon);
      String says = colon < 0 ? "1" : word.substring(colon + 1);
      items.add(new RawConfig.Item(id, "{\"id\":\"" + id + "\",\"says\":" + says + "}"));
    }
    return Document.of(new RawConfig(Map.of(), Map.of("routes", items)));
  }

  /** The inverse of {@link #routes}. */
  public static String words(Document document) {
    StringBuilder words = new StringBuilder();
    for (Items.Item item : document.items("routes").all()) {
      String says = item.text().replaceAll(".*:|}", "");
      words
          .append(words.isEmpty() ? "" : " ")
          .append(item.id())
          .append(says.equals("1") ? "" : ":" + says);
    }
    return words.toString();
  }

  /** A few things of few ids, so that two of them have much in common. */
  public static Document random(Random random) {
    Map<String, String> sections = new LinkedHashMap<>();
    for (String key : List.of("store", "redis", "admin")) {
      if (random.nextInt(3) > 0) {
        sections.put(key, "{\"x\":" + random.nextInt(3) + "}");
      }
    }
    Map<String, List<RawConfig.Item>> lists = new LinkedHashMap<>();
    for (String list : RawConfig.LISTS) {
      List<RawConfig.Item> items = new ArrayList<>();
      for (char id = 'a'; id < 'i'; id++) {
        if (random.nextInt(3) > 0) {
          items.add(
              new RawConfig.Item(
                  "" + id, "{\"id\":\"" + id + "\",\"y\":" + random.nextInt(2) + "}"));
        }
      }
      if (random.nextInt(3) == 0) {
        Collections.shuffle(items, random);
      }
      lists.put(list, items);
    }
    return Document.of(new RawConfig(sections, lists));
  }

  /** A step from one document to the next. */
  public static Revision revision(long number, String source, List<Change> changes) {
    return new Revision(
        number,
        String.format("%016x", number * 0x9E3779B97F4A7C15L),
        Instant.ofEpochSecond(1_700_000_000 + number),
        "ops",
        "127.0.0.1",
        source,
        "step " + number,
        null,
        changes);
  }
}
