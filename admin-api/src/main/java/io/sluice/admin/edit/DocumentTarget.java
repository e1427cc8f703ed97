package io.sluice.admin.edit;

import io.sluice.gateway.config.RawConfig;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.Items;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * A whole document while it is patched. It is never one tree: a patch that touches three of 100,000
 * routes reads those three. The lists of things are always there, be they empty.
 */
final class DocumentTarget implements PatchTarget {
  private final Map<String, Part> sections = new LinkedHashMap<>();
  private final Map<String, List<Part>> lists = new LinkedHashMap<>();

  /** Lists in which things have come, gone or moved. */
  private final Set<String> reshaped = new LinkedHashSet<>();

  /**
   * @param shown what patches see of the text of a part, by its top-level key
   */
  DocumentTarget(Document document, BinaryOperator<String> shown) {
    document
        .sections()
        .forEach(
            (key, text) -> sections.put(key, new Part("", text, () -> shown.apply(key, text))));
    for (String key : RawConfig.LISTS) {
      Items items = document.items(key);
      List<Part> parts = new ArrayList<>(items.size());
      for (int i = 0; i < items.size(); i++) {
        String text = items.at(i).text();
        parts.add(new Part(items.at(i).id(), text, () -> shown.apply(key, text)));
      }
      lists.put(key, parts);
    }
  }

  Map<String, Part> sections() {
    return sections;
  }

  List<Part> list(String key) {
    return Objects.requireNonNull(lists.get(key));
  }

  boolean reshaped(String list) {
    return reshaped.contains(list);
  }

  @Override
  public JsonValue value(List<String> path) throws NoSuchPlace {
    if (path.isEmpty()) {
      return whole();
    }
    if (path.size() == 1 && lists.containsKey(path.get(0))) {
      return array(path.get(0));
    }
    int head = headOf(path);
    return new ValueTarget(part(path, head).value()).value(path.subList(head, path.size()));
  }

  @Override
  public int items(List<String> path) throws NoSuchPlace {
    if (path.isEmpty()) {
      return -1;
    }
    if (path.size() == 1 && lists.containsKey(path.get(0))) {
      return list(path.get(0)).size();
    }
    int head = headOf(path);
    return new ValueTarget(part(path, head).value()).items(path.subList(head, path.size()));
  }

  @Override
  public void add(List<String> path, JsonValue value) throws NoSuchPlace {
    if (path.isEmpty()) {
      setWhole(value);
    } else if (path.size() > headOf(path)) {
      inside(path, (inner, rest) -> inner.add(rest, value));
    } else if (!lists.containsKey(path.get(0))) {
      section(path.get(0), value);
    } else if (path.size() == 1) {
      setList(path.get(0), value);
    } else {
      List<Part> list = list(path.get(0));
      String index = path.get(1);
      list.add(index.equals("-") ? list.size() : index(index, list.size() + 1), new Part(value));
      reshaped.add(path.get(0));
    }
  }

  @Override
  public void replace(List<String> path, JsonValue value) throws NoSuchPlace {
    if (path.isEmpty() || (path.size() == 1 && lists.containsKey(path.get(0)))) {
      add(path, value);
      return;
    }
    int head = headOf(path);
    Part part = part(path, head);
    ValueTarget inner = new ValueTarget(part.value());
    inner.replace(path.subList(head, path.size()), value);
    part.set(inner.result());
  }

  @Override
  public void remove(List<String> path) throws NoSuchPlace {
    if (path.isEmpty()) {
      throw new NoSuchPlace("path: the whole document (expected: a part of it)");
    }
    String key = path.get(0);
    if (path.size() > headOf(path)) {
      inside(path, (inner, rest) -> inner.remove(rest));
    } else if (!lists.containsKey(key)) {
      part(path, 1);
      sections.remove(key);
    } else if (path.size() == 1) {
      list(key).clear();
      reshaped.add(key);
    } else {
      list(key).remove(index(path.get(1), list(key).size()));
      reshaped.add(key);
    }
  }

  /** Puts a section in the place of the one that is there, or behind all. */
  void section(String key, JsonValue value) {
    Part part = sections.get(key);
    if (part == null) {
      sections.put(key, new Part(value));
    } else {
      part.set(value);
    }
  }

  /** Puts a whole list in place of the one that is there. */
  void setList(String key, JsonValue value) throws NoSuchPlace {
    if (value.getValueType() != JsonValue.ValueType.ARRAY) {
      throw new NoSuchPlace("/" + key + ": no list (expected: a list)");
    }
    List<Part> parts = new ArrayList<>();
    value.asJsonArray().forEach(item -> parts.add(new Part(item)));
    lists.put(key, parts);
    reshaped.add(key);
  }

  private void setWhole(JsonValue value) throws NoSuchPlace {
    if (!(value instanceof JsonObject object)) {
      throw new NoSuchPlace("no document (expected: an object)");
    }
    sections.clear();
    for (String key : RawConfig.LISTS) {
      setList(key, object.getOrDefault(key, JsonValue.EMPTY_JSON_ARRAY));
    }
    object.forEach(
        (key, part) -> {
          if (!lists.containsKey(key)) {
            sections.put(key, new Part(part));
          }
        });
  }

  private JsonObject whole() {
    JsonObjectBuilder whole = Json.PROVIDER.createObjectBuilder();
    sections.forEach((key, part) -> whole.add(key, part.value()));
    lists.forEach(
        (key, parts) -> {
          if (!parts.isEmpty()) {
            whole.add(key, array(key));
          }
        });
    return whole.build();
  }

  private JsonArray array(String key) {
    JsonArrayBuilder array = Json.PROVIDER.createArrayBuilder();
    list(key).forEach(part -> array.add(part.value()));
    return array.build();
  }

  /** How many parts of a path lead to a thing or a section. */
  private int headOf(List<String> path) {
    return lists.containsKey(path.get(0)) ? 2 : 1;
  }

  private Part part(List<String> path, int head) throws NoSuchPlace {
    if (head == 2) {
      List<Part> list = list(path.get(0));
      return list.get(index(path.get(1), list.size()));
    }
    Part part = sections.get(path.get(0));
    if (part == null) {
      throw new NoSuchPlace(Pointers.behind(path, 0) + ": nothing is there");
    }
    return part;
  }

  private interface Inner {
    void change(ValueTarget inner, List<String> rest) throws NoSuchPlace;
  }

  private void inside(List<String> path, Inner change) throws NoSuchPlace {
    int head = headOf(path);
    Part part = part(path, head);
    ValueTarget inner = new ValueTarget(part.value());
    change.change(inner, path.subList(head, path.size()));
    part.set(inner.result());
  }

  private static int index(String text, int end) throws NoSuchPlace {
    boolean plain = text.matches("0|[1-9][0-9]{0,8}");
    int index = plain ? Integer.parseInt(text) : -1;
    if (index < 0 || index >= end) {
      throw new NoSuchPlace("index " + shortened(text) + " (expected: one of " + end + ", from 0)");
    }
    return index;
  }

  private static String shortened(String text) {
    return text.length() <= 20 ? text : text.substring(0, 20) + "...";
  }
}
