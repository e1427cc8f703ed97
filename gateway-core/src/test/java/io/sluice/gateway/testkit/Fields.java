package io.sluice.gateway.testkit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header or trailer fields of a message exactly as they came: in order, names in their case.
 */
public final class Fields implements Iterable<Fields.Field> {
  static final Fields NONE = new Fields(List.of());

  private final List<Field> all;

  /** One line of a head. */
  public record Field(String name, String value) {
    @Override
    public String toString() {
      return name + ": " + value;
    }
  }

  Fields(List<Field> all) {
    this.all = List.copyOf(all);
  }

  /** All fields, in order. */
  public List<Field> all() {
    return all;
  }

  /** All values of a name, in order; names match in any case. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (Field field : all) {
      if (field.name().equalsIgnoreCase(name)) {
        values.add(field.value());
      }
    }
    return values;
  }

  /** The first value of a name, or null. */
  public @Nullable String first(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? null : values.get(0);
  }

  /** Whether a field of that name is there. */
  public boolean has(String name) {
    return !all(name).isEmpty();
  }

  /** Names in order and in their case, repeated ones too. */
  public List<String> names() {
    return all.stream().map(Field::name).toList();
  }

  /** Whether a comma-separated field names {@code token}, in any case. */
  boolean lists(String name, String token) {
    return all(name).stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .anyMatch(item -> item.trim().equalsIgnoreCase(token));
  }

  @Override
  public Iterator<Field> iterator() {
    return all.iterator();
  }

  @Override
  public String toString() {
    return all.toString();
  }
}
