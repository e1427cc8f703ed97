package io.sluice.gateway.document;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects what happens to one list. */
final class ListEdit {
  private final Items list;
  private final Map<String, Items.@Nullable Item> changed = new LinkedHashMap<>();
  private @Nullable Map<String, Long> order;

  ListEdit(Items list) {
    this.list = list;
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
    if (change.before() == null || change.after() == null || !stand(Places.of(change.before()))) {
      throw new IllegalArgumentException(
          change.resource() + ": its order is not what the change begins with");
    }
    order = Places.of(change.after());
  }

  private boolean stand(Map<String, Long> places) {
    for (Map.Entry<String, Long> each : places.entrySet()) {
      Items.Item item = list.of(each.getKey());
      if (item == null || item.place() != each.getValue()) {
        return false;
      }
    }
    return true;
  }

  private static long place(Change change) {
    if (change.place() < 0) {
      throw new IllegalArgumentException(
          change.resource() + ": place " + change.place() + " (expected: not negative)");
    }
    return change.place();
  }

  /**
   * @throws IllegalArgumentException when two things would have one place, or one that is not there
   *     would have any
   */
  Items result() {
    if (order != null) {
      order.forEach(this::move);
    }
    long last = list.lastPlace();
    for (Items.@Nullable Item item : changed.values()) {
      last = Math.max(last, item == null ? 0 : item.place());
    }
    for (Map.Entry<String, Items.@Nullable Item> each : changed.entrySet()) {
      Items.Item item = each.getValue();
      if (item != null && item.place() == 0) {
        last += Items.GAP;
        each.setValue(new Items.Item(item.id(), item.text(), last));
      }
    }
    Items next = list.with(changed);
    changed.forEach(
        (id, item) -> {
          Items.Item before = list.of(id);
          boolean stays = item == null || (before != null && before.place() == item.place());
          if (!stays && !next.alone(item)) {
            throw new IllegalArgumentException(
                id + ": place " + item.place() + " (expected: one that is free)");
          }
        });
    return next;
  }

  private void move(String id, long place) {
    Items.Item item = changed.containsKey(id) ? changed.get(id) : list.of(id);
    if (item == null) {
      throw new IllegalArgumentException("an order with a place of " + id + ", which is not there");
    }
    changed.put(id, new Items.Item(id, item.text(), place));
  }
}
