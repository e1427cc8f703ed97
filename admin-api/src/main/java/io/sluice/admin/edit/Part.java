package io.sluice.admin.edit;

import jakarta.json.JsonValue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A thing or a section while a document is patched; read only when it is looked into, for most of
 * them never are.
 */
final class Part {
  private final String id;
  private final @Nullable String before;
  private final Supplier<String> shown;
  private @Nullable JsonValue value;
  private boolean changed;

  /**
   * One that the document has.
   *
   * @param id empty of a section
   * @param shown what patches see of the text
   */
  Part(String id, String text, Supplier<String> shown) {
    this.id = id;
    this.before = text;
    this.shown = shown;
  }

  /** A new one. */
  Part(JsonValue value) {
    this.id = "";
    this.before = null;
    this.shown = () -> "null";
    this.value = value;
    this.changed = true;
  }

  JsonValue value() {
    JsonValue known = value;
    if (known == null) {
      known = Json.value(shown.get());
      value = known;
    }
    return known;
  }

  void set(JsonValue next) {
    value = next;
    changed = true;
  }

  boolean changed() {
    return changed;
  }

  /** Its text in the document; null of a new one. */
  @Nullable String before() {
    return before;
  }

  /** Its text now. */
  String text() throws EditException {
    return before != null && !changed ? before : Json.text(value());
  }

  /** Its id in the document before; empty of a new one. */
  String oldId() {
    return id;
  }

  /** Its id now; null when it has none. */
  @Nullable String id() {
    return before != null && !changed ? id : Json.id(value());
  }
}
