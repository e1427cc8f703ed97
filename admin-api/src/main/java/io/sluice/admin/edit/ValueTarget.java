package io.sluice.admin.edit;

import jakarta.json.JsonException;
import jakarta.json.JsonPointer;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.util.List;

/** One value: a thing, or what stands at a top-level key. */
final class ValueTarget implements PatchTarget {
  private JsonValue root;

  ValueTarget(JsonValue root) {
    this.root = root;
  }

  JsonValue result() {
    return root;
  }

  @Override
  public JsonValue value(List<String> path) throws NoSuchPlace {
    return path.isEmpty() ? root : at(path, JsonPointer::getValue);
  }

  @Override
  public int items(List<String> path) throws NoSuchPlace {
    JsonValue value = value(path);
    return value.getValueType() == JsonValue.ValueType.ARRAY ? value.asJsonArray().size() : -1;
  }

  @Override
  public void add(List<String> path, JsonValue value) throws NoSuchPlace {
    root = path.isEmpty() ? value : at(path, (pointer, from) -> pointer.add(from, value));
  }

  @Override
  public void replace(List<String> path, JsonValue value) throws NoSuchPlace {
    root = path.isEmpty() ? value : at(path, (pointer, from) -> pointer.replace(from, value));
  }

  @Override
  public void remove(List<String> path) throws NoSuchPlace {
    if (path.isEmpty()) {
      throw new NoSuchPlace("path: the whole (expected: a part of it)");
    }
    root = at(path, JsonPointer::remove);
  }

  private interface Step {
    JsonValue take(JsonPointer pointer, JsonStructure from);
  }

  private JsonValue at(List<String> path, Step step) throws NoSuchPlace {
    String pointer = Pointers.behind(path, 0);
    if (!(root instanceof JsonStructure structure)) {
      throw new NoSuchPlace(pointer + ": nothing is there");
    }
    try {
      return step.take(Json.PROVIDER.createPointer(pointer), structure);
    } catch (JsonException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new NoSuchPlace(pointer + ": nothing is there");
    }
  }
}
