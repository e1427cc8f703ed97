package io.sluice.admin.edit;

import io.sluice.gateway.config.RawConfig;
import io.sluice.gateway.config.Secrets;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.Items;
import io.sluice.gateway.document.LongestRise;
import io.sluice.gateway.document.Resource;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Patch (RFC 6902) that leads from one document to another. What stands in a list in
 * another order is taken out and put in again, so that it takes n log n steps, whatever moves.
 */
public final class Diff {

  /** Longest list in a thing that is compared item by item, which takes the square of it. */
  private static final int MOST_ITEMS = 256;

  private static final JsonValue HIDDEN = Json.PROVIDER.createValue(Secrets.HIDDEN);

  private final BinaryOperator<String> shown;
  private final List<String> ops = new ArrayList<>();

  private Diff(BinaryOperator<String> shown) {
    this.shown = shown;
  }

  /**
   * As a JSON text.
   *
   * @param changes that lead from {@code before} to {@code after}
   * @param shown what is shown of the text of a part, by its top-level key
   */
  public static String text(
      Document before, Document after, List<Change> changes, BinaryOperator<String> shown) {
    Diff diff = new Diff(shown);
    Map<String, List<Change>> lists = new HashMap<>();
    for (Change change : changes) {
      String key = change.resource().key();
      if (RawConfig.LISTS.contains(key)) {
        lists.computeIfAbsent(key, none -> new ArrayList<>()).add(change);
      } else {
        diff.part(Pointers.part(key), key, change.before(), change.after());
      }
    }
    for (String list : RawConfig.LISTS) {
      List<Change> changed = lists.getOrDefault(list, List.of());
      if (changed.stream().allMatch(Diff::staysInPlace)) {
        diff.inPlace(before, list, changed);
      } else {
        diff.list(list, before.items(list), after.items(list));
      }
    }
    return "[" + String.join(",", diff.ops) + "]";
  }

  private static boolean staysInPlace(Change change) {
    return change.resource().isItem() && change.before() != null && change.after() != null;
  }

  private void inPlace(Document before, String list, List<Change> changes) {
    for (Change change : changes) {
      int index = Edits.index(before, change.resource());
      part("/" + list + "/" + index, list, change.before(), change.after());
    }
  }

  /**
   * First what stays and changes, then what goes, from the end, then what comes, from the front.
   */
  private void list(String list, Items before, Items after) {
    String at = "/" + list + "/";
    if (before.size() == 0) { // the list is not there
      List<String> texts = new ArrayList<>();
      after.all().forEach(item -> texts.add(shown.apply(list, item.text())));
      op("add", "/" + list, "[" + String.join(",", texts) + "]");
      return;
    }
    if (after.size() == 0) {
      op("remove", "/" + list, null);
      return;
    }
    Set<String> kept = kept(before, after);
    for (int i = 0; i < before.size(); i++) {
      Items.Item old = before.at(i);
      Items.Item next = kept.contains(old.id()) ? after.of(old.id()) : null;
      if (next != null && !next.text().equals(old.text())) {
        part(at + i, list, old.text(), next.text());
      }
    }
    for (int i = before.size() - 1; i >= 0; i--) {
      if (!kept.contains(before.at(i).id())) {
        op("remove", at + i, null);
      }
    }
    for (int i = 0; i < after.size(); i++) {
      if (!kept.contains(after.at(i).id())) {
        op("add", at + i, shown.apply(list, after.at(i).text()));
      }
    }
  }

  /** The ids of the most things that are in both lists in one order. */
  private static Set<String> kept(Items before, Items after) {
    Set<String> kept = new HashSet<>();
    LongestRise.of(before.placesOf(after)).stream().forEach(i -> kept.add(after.at(i).id()));
    return kept;
  }

  private void part(String at, String key, @Nullable String before, @Nullable String after) {
    if (before == null) {
      op("add", at, after == null ? "null" : shown.apply(key, after));
      return;
    }
    if (after == null) {
      op("remove", at, null);
      return;
    }
    String shownBefore = shown.apply(key, before);
    String shownAfter = shown.apply(key, after);
    JsonValue from = Json.value(shownBefore);
    JsonValue to = Json.value(shownAfter);
    boolean hides = !shownBefore.equals(before) && !shownAfter.equals(after);
    if (from.getValueType() != JsonValue.ValueType.OBJECT
        || to.getValueType() != JsonValue.ValueType.OBJECT
        || isLong(from)
        || isLong(to)) {
      if (!from.equals(to)) {
        op("replace", at, to.toString());
      } else if (hides) {
        secrets(at, Json.value(before), Json.value(after), from, to);
      }
      return;
    }
    for (JsonValue op :
        Json.PROVIDER.createDiff(from.asJsonObject(), to.asJsonObject()).toJsonArray()) {
      String path = op.asJsonObject().getString("path");
      JsonValue value = op.asJsonObject().get("value");
      op(op.asJsonObject().getString("op"), at + path, value == null ? null : value.toString());
    }
    if (hides) {
      secrets(at, Json.value(before), Json.value(after), from, to);
    }
  }

  /**
   * Places where one secret is in place of another, which both are shown alike. Whether a secret is
   * that of another place is told to nobody: lists that have grown or shrunk are not looked into.
   *
   * @param shownFrom what is shown of {@code from}
   * @param shownTo the same of {@code to}
   */
  private void secrets(
      String at, JsonValue from, JsonValue to, JsonValue shownFrom, JsonValue shownTo) {
    if (from.equals(to)) {
      return;
    }
    if (HIDDEN.equals(shownFrom) && HIDDEN.equals(shownTo)) {
      op("replace", at, shownTo.toString());
    } else if (shownFrom instanceof JsonObject was && shownTo instanceof JsonObject is) {
      for (String key : is.keySet()) {
        JsonValue one = from.asJsonObject().get(key);
        JsonValue other = to.asJsonObject().get(key);
        JsonValue oneShown = was.get(key);
        if (one != null && other != null && oneShown != null) {
          secrets(at + Pointers.part(key), one, other, oneShown, is.get(key));
        }
      }
    } else if (shownFrom instanceof JsonArray was
        && shownTo instanceof JsonArray is
        && was.size() == is.size()) {
      for (int i = 0; i < is.size(); i++) {
        JsonValue one = from.asJsonArray().get(i);
        JsonValue other = to.asJsonArray().get(i);
        secrets(at + "/" + i, one, other, was.get(i), is.get(i));
      }
    }
  }

  private static boolean isLong(JsonValue value) {
    if (value.getValueType() == JsonValue.ValueType.ARRAY) {
      return value.asJsonArray().size() > MOST_ITEMS
          || value.asJsonArray().stream().anyMatch(Diff::isLong);
    }
    return value.getValueType() == JsonValue.ValueType.OBJECT
        && value.asJsonObject().values().stream().anyMatch(Diff::isLong);
  }

  private void op(String op, String path, @Nullable String value) {
    String quoted = Json.PROVIDER.createValue(path).toString();
    ops.add(
        "{\"op\":\""
            + (op + "\",\"path\":" + quoted)
            + (value == null ? "" : ",\"value\":" + value)
            + "}");
  }

  /** What a revision or a write has done, in a few words: {@code routes/users replaced; 3 more}. */
  public static String summary(List<Change> changes) {
    if (changes.isEmpty()) {
      return "";
    }
    Change first = changes.get(0);
    Resource resource = first.resource();
    String done =
        resource.isOrder()
            ? "reordered"
            : first.before() == null ? "added" : first.after() == null ? "removed" : "replaced";
    String more = changes.size() == 1 ? "" : "; " + (changes.size() - 1) + " more";
    return resource + " " + done + more;
  }
}
