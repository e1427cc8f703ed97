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
   *     or its resource is changed twice
   */
  void add(Change change) {
    if (change.resource().isOrder()) {
      order = change.after();
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

  private long place(Change change) {
    long place = change.place() == 0 ? last + Items.GAP : change.place();
    last = Math.max(last, place);
    return place;
  }

  Items result() {
    Items next = list.with(changed);
    return order == null ? next : Places.placed(next, order);
  }
}
