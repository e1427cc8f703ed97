package io.sluice.gateway.document;

import io.sluice.gateway.config.RawConfig;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What leads from one document to another. */
final class Difference {

  /** For each thing that makes room: the more do, the longer they are let alone thereafter. */
  private static final long ROOM = 64;

  private final List<Change> changes = new ArrayList<>();

  private Difference() {}

  /**
   * @param places whether the things are to have the places that they have in the other document,
   *     too, not their order alone
   */
  static List<Change> between(Document from, Document to, boolean places) {
    Difference difference = new Difference();
    difference.sections(from.sections(), to.sections());
    for (String list : RawConfig.LISTS) {
      difference.items(list, from.items(list), to.items(list), places);
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

  private void items(String list, Items from, Items to, boolean samePlaces) {
    if (from == to) {
      return;
    }
    for (Items.Item item : from.all()) {
      if (to.of(item.id()) == null) {
        add(new Resource(list, item.id()), item.text(), null, item.place());
      }
    }
    long[] places =
        samePlaces ? to.all().stream().mapToLong(Items.Item::place).toArray() : places(from, to);
    Map<String, Long> leave = new LinkedHashMap<>(); // places of things that move
    Map<String, Long> take = new LinkedHashMap<>();
    for (int i = 0; i < places.length; i++) {
      Items.Item item = to.at(i);
      Items.Item before = from.of(item.id());
      if (before == null) {
        add(new Resource(list, item.id()), null, item.text(), places[i]);
        continue;
      }
      add(new Resource(list, item.id()), before.text(), item.text(), 0);
      if (before.place() != places[i]) {
        leave.put(item.id(), before.place());
        take.put(item.id(), places[i]);
      }
    }
    if (!take.isEmpty()) {
      add(Resource.order(list), Places.text(leave), Places.text(take), 0);
    }
  }

  /** Where things are to stand so that few of them move. */
  private static long[] places(Items from, Items to) {
    long[] places = from.placesOf(to);
    BitSet stay = LongestRise.of(places);
    long last = 0;
    for (int i = 0; i < places.length; ) {
      if (stay.get(i)) {
        last = places[i++];
        continue;
      }
      int next = stay.nextSetBit(i); // behind a run of things that come or move
      long step = step(places, i, next, last);
      if (step == 0) { // no room is left for them: some of those that follow move, too
        do {
          next = stay.nextSetBit(next + 1);
          step = step(places, i, next, last);
        } while (step < Math.min(Items.GAP / 2, ROOM * (next - i)));
      }
      int end = next < 0 ? places.length : next;
      while (i < end) {
        last += step;
        places[i++] = last;
      }
    }
    return places;
  }

  private static long step(long[] places, int from, int next, long last) {
    return next < 0 ? Items.GAP : (places[next] - last) / (next - from + 1);
  }
}
