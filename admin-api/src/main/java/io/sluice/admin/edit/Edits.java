package io.sluice.admin.edit;

import io.sluice.gateway.config.ItemIds;
import io.sluice.gateway.config.RawConfig;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.Items;
import io.sluice.gateway.document.Resource;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** What bodies make of documents and of their parts. Texts are those of {@code ConfigLoader}. */
public final class Edits {
  private Edits() {}

  /** Without the changes after which a part says the same, only in another order or spelling. */
  public static List<Change> real(List<Change> changes) {
    List<Change> real = new ArrayList<>(changes.size());
    for (Change change : changes) {
      String before = change.before();
      String after = change.after();
      if (before == null || after == null || !Json.same(before, after)) {
        real.add(change);
      }
    }
    return real;
  }

  /**
   * A thing after a merge patch (RFC 7396) or a JSON Patch (RFC 6902), or a section.
   *
   * @throws EditException pointing to what is wrong in the patch
   */
  private static String patched(String text, PatchBody patch) throws EditException {
    if (!patch.isMerge()) {
      ValueTarget target = new ValueTarget(Json.value(text));
      patch.run(target);
      return Json.text(target.result());
    }
    return Json.text(merged(Json.value(text), patch.body()));
  }

  private static JsonValue merged(JsonValue target, JsonValue patch) {
    return Json.PROVIDER.createMergePatch(patch).apply(target);
  }

  /**
   * What a patch changes in a document.
   *
   * @param shown what the patch sees of the text of a part, by its top-level key
   * @throws EditException pointing to what is wrong in the patch
   */
  public static List<Change> patched(Document now, PatchBody patch, BinaryOperator<String> shown)
      throws EditException {
    DocumentTarget target = new DocumentTarget(now, shown);
    if (patch.isMerge()) {
      merge(target, patch.body());
    } else {
      patch.run(target);
    }
    return changes(now, target);
  }

  private static void merge(DocumentTarget target, JsonValue patch) throws EditException {
    if (!(patch instanceof JsonObject object)) {
      throw new EditException("", "no document (expected: an object)");
    }
    for (Map.Entry<String, JsonValue> entry : object.entrySet()) {
      String key = entry.getKey();
      JsonValue value = entry.getValue();
      try {
        if (RawConfig.LISTS.contains(key)) {
          target.setList(key, value == JsonValue.NULL ? JsonValue.EMPTY_JSON_ARRAY : value);
        } else if (value == JsonValue.NULL) {
          target.sections().remove(key);
        } else {
          Part part = target.sections().get(key);
          target.section(key, merged(part == null ? JsonValue.NULL : part.value(), value));
        }
      } catch (PatchTarget.NoSuchPlace e) {
        throw new EditException(Pointers.part(key), "no list (expected: a list)");
      }
    }
  }

  private static List<Change> changes(Document now, DocumentTarget target) throws EditException {
    boolean inPlace = true;
    for (String list : RawConfig.LISTS) {
      inPlace &= !target.reshaped(list) && keepsIds(target.list(list));
    }
    return inPlace ? direct(now, target) : now.changesTo(built(target));
  }

  private static boolean keepsIds(List<Part> list) {
    for (Part part : list) {
      if (part.changed() && !part.oldId().equals(part.id())) {
        return false;
      }
    }
    return true;
  }

  /** The usual case: everything stands where it stood. */
  private static List<Change> direct(Document now, DocumentTarget target) throws EditException {
    List<Change> changes = new ArrayList<>();
    for (Map.Entry<String, String> section : now.sections().entrySet()) {
      if (!target.sections().containsKey(section.getKey())) {
        changes.add(new Change(Resource.section(section.getKey()), section.getValue(), null));
      }
    }
    for (Map.Entry<String, Part> section : target.sections().entrySet()) {
      if (section.getValue().changed()) {
        Resource resource = Resource.section(section.getKey());
        changes.add(new Change(resource, now.text(resource), section.getValue().text()));
      }
    }
    for (String list : RawConfig.LISTS) {
      for (Part part : target.list(list)) {
        if (part.changed()) {
          changes.add(new Change(new Resource(list, part.oldId()), part.before(), part.text()));
        }
      }
    }
    return changes;
  }

  private static Document built(DocumentTarget target) throws EditException {
    Map<String, String> sections = new LinkedHashMap<>();
    for (Map.Entry<String, Part> section : target.sections().entrySet()) {
      sections.put(section.getKey(), section.getValue().text());
    }
    Map<String, List<RawConfig.Item>> lists = new LinkedHashMap<>();
    for (String key : RawConfig.LISTS) {
      lists.put(key, items(target.list(key)));
    }
    return Document.of(new RawConfig(sections, lists));
  }

  /**
   * A thing with an id after a patch.
   *
   * @throws EditException pointing to what is wrong in the patch
   */
  public static String patched(String text, String id, PatchBody patch) throws EditException {
    String after = patched(text, patch);
    try {
      return withId(after, id);
    } catch (EditException e) {
      String blamed = patch.blames(e.pointer());
      throw new EditException(blamed == null ? "" : blamed, e.problem());
    }
  }

  /** One that was there keeps its id, and another that says the same is without one. */
  private static List<RawConfig.Item> items(List<Part> parts) throws EditException {
    ItemIds ids = new ItemIds();
    @Nullable String[] own = new @Nullable String[parts.size()];
    for (boolean old : new boolean[] {true, false}) {
      for (int i = 0; i < own.length; i++) {
        String id = parts.get(i).id();
        if (old == parts.get(i).oldId().equals(id) && ids.take(id)) {
          own[i] = id;
        }
      }
    }
    List<RawConfig.Item> items = new ArrayList<>(own.length);
    for (int i = 0; i < own.length; i++) {
      String id = own[i] == null ? ids.standIn(i) : own[i];
      items.add(new RawConfig.Item(id, parts.get(i).text()));
    }
    return items;
  }

  /**
   * A thing's text with this id in it.
   *
   * @throws EditException when it is no object, or has another id
   */
  public static String withId(String text, String id) throws EditException {
    JsonValue value = Json.value(text);
    if (!(value instanceof JsonObject object)) {
      throw new EditException("", "(expected: an object)");
    }
    if (!object.containsKey("id")) {
      String quoted = Json.PROVIDER.createValue(id).toString();
      return text.equals("{}")
          ? "{\"id\":" + quoted + "}"
          : "{\"id\":" + quoted + "," + text.substring(1);
    }
    if (!id.equals(Json.id(value))) {
      throw new EditException("/id", "(expected: " + id + ", the id in the path, or none)");
    }
    return text;
  }

  /** Index of a thing in its list, as {@code routes[3]} counts; of a new one the next. */
  public static int index(Document document, Resource thing) {
    Items items = document.items(thing.key());
    Items.Item item = items.of(thing.id());
    return item == null ? items.size() : items.indexFrom(item.place());
  }
}
