package io.sluice.gateway.document;

import io.sluice.gateway.config.RawConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What leads from one document to another. */
final class Difference {
  private final List<Change> changes = new ArrayList<>();

  private Difference() {}

  static List<Change> between(Document from, Document to) {
    Difference difference = new Difference();
    difference.sections(from.sections(), to.sections());
    for (String list : RawConfig.LISTS) {
      difference.items(list, from.items(list), to.items(list));
    }
    return List.copyOf(difference.changes);
  }

  private void sections(Map<String, String> from, Map<String, String> to) {
    from.forEach((key, text) -> add(Resource.section(key), text, to.get(key), 0));
    to.forEach(
        (key, text) -> {
          if (!from.containsKey(key)) {
            add(Resource.section(key), null, text, 0);
          }
        });
  }

  private void add(Resource resource, @Nullable String before, @Nullable String after, long place) {
    if (before == null || !before.equals(after)) {
      changes.add(new Change(resource, before, after, place));
    }
  }

  private void items(String list, Items from, Items to) {
    if (from == to) {
      return;
    }
    for (Items.Item item : from.all()) {
      if (to.of(item.id()) == null) {
        add(new Resource(list, item.id()), item.text(), null, item.place());
      }
    }
    if (!keepsOrder(from, to)) {
      reordered(list, from, to);
      return;
    }
    long last = 0;
    for (int i = 0; i < to.size(); ) {
      Items.Item before = from.of(to.at(i).id());
      if (before != null) {
        last = before.place();
        add(new Resource(list, before.id()), before.text(), to.at(i++).text(), 0);
        continue;
      }
      int end = i + 1; // of a run of new things
      while (end < to.size() && from.of(to.at(end).id()) == null) {
        end++;
      }
      Items.Item next = end < to.size() ? from.of(to.at(end).id()) : null;
      long step = next == null ? Items.GAP : (next.place() - last) / (end - i + 1);
      if (step == 0) { // no room is left for them
        changes.removeIf(since -> since.resource().key().equals(list) && since.after() != null);
        reordered(list, from, to);
        return;
      }
      for (; i < end; i++) {
        last += step;
        add(new Resource(list, to.at(i).id()), null, to.at(i).text(), last);
      }
    }
  }

  private static boolean keepsOrder(Items from, Items to) {
    long last = 0;
    for (Items.Item item : to.all()) {
      Items.Item before = from.of(item.id());
      if (before != null) {
        if (before.place() < last) {
          return false;
        }
        last = before.place();
      }
    }
    return true;
  }

  /** New things go behind, then all get new places. */
  private void reordered(String list, Items from, Items to) {
    for (Items.Item item : to.all()) {
      Items.Item before = from.of(item.id());
      add(new Resource(list, item.id()), before == null ? null : before.text(), item.text(), 0);
    }
    List<Items.Item> placed = new ArrayList<>(to.size());
    for (Items.Item item : to.all()) {
      placed.add(new Items.Item(item.id(), "", (placed.size() + 1) * Items.GAP));
    }
    add(Resource.order(list), Places.text(from), Places.text(Items.of(placed)), 0);
  }
}
