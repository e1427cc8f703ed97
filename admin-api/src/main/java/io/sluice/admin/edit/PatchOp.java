package io.sluice.admin.edit;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a JSON Patch (RFC 6902).
 *
 * @param path parts of its pointer
 * @param from the same; null when its kind has none
 * @param value null when its kind has none
 */
record PatchOp(
    Kind kind, List<String> path, @Nullable List<String> from, @Nullable JsonValue value) {

  /** What it does. */
  enum Kind {
    ADD,
    REMOVE,
    REPLACE,
    MOVE,
    COPY,
    TEST
  }

  /** Operations of one patch: each may cost as much as the thing that it changes. */
  static final int MOST = 1000;

  private static final Set<String> WORDS =
      Set.of("add", "remove", "replace", "move", "copy", "test");

  /**
   * The operations of a body.
   *
   * @throws EditException pointing to the first that is none
   */
  static List<PatchOp> all(JsonValue body) throws EditException {
    if (body.getValueType() != JsonValue.ValueType.ARRAY) {
      throw new EditException("", "no list (expected: a list of operations)");
    }
    List<JsonValue> list = body.asJsonArray();
    if (list.size() > MOST) {
      throw new EditException("", list.size() + " operations (expected: at most " + MOST + ")");
    }
    List<PatchOp> ops = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof JsonObject op)) {
        throw new EditException("/" + i, "no operation (expected: an object with op and path)");
      }
      ops.add(of(op, "/" + i));
    }
    return ops;
  }

  private static PatchOp of(JsonObject op, String at) throws EditException {
    String word = op.get("op") instanceof JsonString string ? string.getString() : "";
    if (!WORDS.contains(word)) {
      throw new EditException(at + "/op", "(expected: add, remove, replace, move, copy or test)");
    }
    Kind kind = Kind.valueOf(word.toUpperCase(Locale.ROOT));
    boolean takes = kind == Kind.MOVE || kind == Kind.COPY;
    boolean says = kind == Kind.ADD || kind == Kind.REPLACE || kind == Kind.TEST;
    JsonValue value = says ? op.get("value") : null;
    if (says && value == null) {
      throw new EditException(at + "/value", "missing (expected: a value)");
    }
    return new PatchOp(
        kind, pointer(op, "path", at), takes ? pointer(op, "from", at) : null, value);
  }

  private static List<String> pointer(JsonObject op, String key, String at) throws EditException {
    List<String> parts =
        op.get(key) instanceof JsonString string ? Pointers.parts(string.getString()) : null;
    if (parts == null) {
      throw new EditException(at + "/" + key, "(expected: a JSON Pointer such as /a/0)");
    }
    return parts;
  }

  /** Its source, of a kind that has one. */
  List<String> source() {
    return Objects.requireNonNull(from);
  }

  /** Its value, of a kind that has one. */
  JsonValue said() {
    return Objects.requireNonNull(value);
  }
}
