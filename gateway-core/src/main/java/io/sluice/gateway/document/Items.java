package io.sluice.gateway.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The things of one list, in order and by id. Immutable; two arrays of references, so that another
 * one with a few changes is made in a moment, however many there are.
 */
public final class Items {

  /** Room between two neighbours, for others to come between them. */
  static final long GAP = 1L << 20;

  static final Items NONE = new Items(new Item[0], new Item[0]);

  private static final Comparator<Item> BY_PLACE = Comparator.comparingLong(Item::place);

  /** By hash first: most comparisons then look at no text. */
  private static final Comparator<Item> BY_ID =
      Comparator.<Item>comparingInt(item -> item.id().hashCode()).thenComparing(Item::id);

  private final Item[] byPlace;
  private final Item[] byId;

  /**
   * One thing.
   *
   * @param text its JSON, the id included
   * @param place positive; rises along the list, with gaps
   */
  public record Item(String id, String text, long place) {}

  private Items(Item[] byPlace, Item[] byId) {
    this.byPlace = byPlace;
    this.byId = byId;
  }

  /** Of things whose ids and places all differ. */
  static Items of(Collection<Item> items) {
    Item[] byPlace = items.toArray(new Item[0]);
    Arrays.sort(byPlace, BY_PLACE);
    Item[] byId = byPlace.clone();
    Arrays.sort(byId, BY_ID);
    return new Items(byPlace, byId);
  }

  public int size() {
    return byPlace.length;
  }

  /** In order. */
  public List<Item> all() {
    return List.of(byPlace);
  }

  /** The thing at an index, from 0. */
  public Item at(int index) {
    return byPlace[index];
  }

  /** The thing of an id, or null. */
  public @Nullable Item of(String id) {
    int at = Arrays.binarySearch(byId, new Item(id, "", 0), BY_ID);
    return at < 0 ? null : byId[at];
  }

  /** Where the things of another list stand in this one, in their order; 0 = they do not. */
  public long[] placesOf(Items others) {
    long[] places = new long[others.size()];
    for (int i = 0; i < places.length; i++) {
      Item here = of(others.at(i).id());
      places[i] = here == null ? 0 : here.place();
    }
    return places;
  }

  /** Index of the first thing at or behind a place. */
  public int indexFrom(long place) {
    int at = Arrays.binarySearch(byPlace, new Item("", "", place), BY_PLACE);
    return at < 0 ? -1 - at : at;
  }

  /** Whether no other thing has the place of this one, which is here. */
  boolean alone(Item item) {
    int at = indexFrom(item.place());
    return (at == 0 || byPlace[at - 1].place() != item.place())
        && (at + 1 == byPlace.length || byPlace[at + 1].place() != item.place());
  }

  /** The last place that is taken; 0 when there is none. */
  long lastPlace() {
    return byPlace.length == 0 ? 0 : byPlace[byPlace.length - 1].place();
  }

  /**
   * The same with these things put in, in place of those of their ids, and others taken out.
   *
   * @param changed by id; null = taken out
   */
  Items with(Map<String, @Nullable Item> changed) {
    Item[] places = byPlace.clone();
    Item[] ids = byId.clone();
    List<Item> added = new ArrayList<>();
    boolean removed = false;
    for (Map.Entry<String, @Nullable Item> change : new TreeMap<>(changed).entrySet()) {
      Item now = change.getValue();
      int at = Arrays.binarySearch(byId, new Item(change.getKey(), "", 0), BY_ID);
      if (at < 0) {
        if (now != null) {
          added.add(now);
        }
        continue;
      }
      boolean stays = now != null && now.place() == byId[at].place();
      if (!stays && now != null) {
        added.add(now);
      }
      removed |= !stays;
      places[indexFrom(byId[at].place())] = stays ? now : GONE;
      ids[at] = stays ? now : GONE;
    }
    return removed || !added.isEmpty()
        ? new Items(merged(places, added, BY_PLACE), merged(ids, added, BY_ID))
        : new Items(places, ids);
  }

  /** Stands where one was taken out. */
  private static final Item GONE = new Item("", "", 0);

  private static Item[] merged(Item[] kept, List<Item> added, Comparator<Item> order) {
    List<Item> sorted = new ArrayList<>(added);
    sorted.sort(order);
    Item[] all = new Item[kept.length + sorted.size()];
    int size = 0;
    int next = 0;
    for (Item item : kept) {
      if (item.place() > 0) {
        while (next < sorted.size() && order.compare(sorted.get(next), item) < 0) {
          all[size++] = sorted.get(next++);
        }
        all[size++] = item;
      }
    }
    while (next < sorted.size()) {
      all[size++] = sorted.get(next++);
    }
    return Arrays.copyOf(all, size);
  }
}
