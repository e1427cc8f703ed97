package io.sluice.gateway.document;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects what happens to one list. */
final class ListEdit {
  private final Items list;
  private final Map<String, Items.@Nullable Item> changed = new LinkedHashMap<>();
  private @Nullable String order;
  private long last;

  ListEdit(Items list) {
    this.list = list;
    this.last = list.lastPlace();
  }

  /**
   * @throws IllegalArgumentException when the change begins with something else than stands here,
   *     its resource is changed twice, or its place is none
   */
  void add(Change change) {
    if (change.resource().isOrder()) {
      reorder(change);
      return;
    }
    String id = change.resource().id();
    Items.Item before = list.of(id);
    if (!Objects.equals(before == null ? null : before.text(), change.before())) {
      throw new IllegalArgumentException(
          change.resource() + ": is not what the change begins with");
    }
    if (changed.containsKey(id)) {
      throw new IllegalArgumentException(change.resource() + ": is changed twice");
    }
    String after = change.after();
    changed.put(
        id,
        after == null
            ? null
            : new Items.Item(id, after, before == null ? place(change) : before.place()));
  }

  private void reorder(Change change) {
    if (order != null) {
      throw new IllegalArgumentException(change.resource() + ": its order is changed twice");
    }
    if (change.after() == null || !Places.text(list).equals(change.before())) {
      throw new IllegalArgumentException(
          change.resource() + ": its order is not what the change begins with");
    }
    order = change.after();
  }

  private long place(Change change) {
    if (change.place() < 0) {
      throw new IllegalArgumentException(
          change.resource() + ": place " + change.place() + " (expected: not negative)");
    }
    long place = change.place() == 0 ? last + Items.GAP : change.place();
    last = Math.max(last, place);
    return place;
  }

  /**
   * @throws IllegalArgumentException when two things would have one place
   */
  Items result() {
    Items next = list.with(changed);
    if (order != null) {
      return Places.placed(next, order);
    }
    changed.forEach(
        (id, item) -> {
          if (item != null && list.of(id) == null && !next.alone(item)) {
            throw new IllegalArgumentException(
                id + ": place " + item.place() + " (expected: one that is free)");
          }
        });
    return next;
  }
}
