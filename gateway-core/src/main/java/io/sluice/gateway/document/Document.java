package io.sluice.gateway.document;

import io.sluice.gateway.config.RawConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One state of the config document: the JSON text of each resource, as its author wrote it but for
 * {@link CredentialKeys}, without blanks. Variables of the environment are not filled in.
 * Immutable; what a change leaves alone is shared by the documents before and after it.
 */
public final class Document {

  /** With nothing in it. */
  public static final Document EMPTY = new Document(Map.of(), emptyLists());

  /** Lists of things that are bound one by one. */
  static final List<String> TRAFFIC = List.of("routes", "upstreams", "consumers");

  private final Map<String, String> sections; // sorted by key
  private final Map<String, Items> lists; // every one of RawConfig.LISTS

  private Document(Map<String, String> sections, Map<String, Items> lists) {
    this.sections = sections;
    this.lists = lists;
  }

  private static Map<String, Items> emptyLists() {
    Map<String, Items> lists = new LinkedHashMap<>();
    RawConfig.LISTS.forEach(list -> lists.put(list, Items.NONE));
    return lists;
  }

  /** Of a config that was taken apart. */
  public static Document of(RawConfig raw) {
    Map<String, Items> lists = emptyLists();
    raw.lists()
        .forEach(
            (list, items) -> {
              List<Items.Item> placed = new ArrayList<>(items.size());
              for (RawConfig.Item item : items) {
                long place = (placed.size() + 1) * Items.GAP;
                placed.add(new Items.Item(item.id(), text(list, item), place));
              }
              lists.put(list, Items.of(placed));
            });
    return new Document(Collections.unmodifiableMap(new TreeMap<>(raw.sections())), lists);
  }

  private static String text(String list, RawConfig.Item item) {
    return list.equals(CredentialKeys.CONSUMERS) ? CredentialKeys.hashed(item.text()) : item.text();
  }

  /**
   * What stands at the top-level keys that hold no list of things with ids, sorted by key: a
   * document depends on what it says alone, not on the way to it.
   */
  public Map<String, String> sections() {
    return sections;
  }

  /**
   * A list of things with ids.
   *
   * @param list one of {@link RawConfig#LISTS}
   */
  public Items items(String list) {
    return Objects.requireNonNull(lists.get(list), list);
  }

  /** The index of a thing in its list, or -1. */
  public int index(Resource resource) {
    Items.Item item = resource.isItem() ? items(resource.key()).of(resource.id()) : null;
    return item == null ? -1 : items(resource.key()).indexFrom(item.place());
  }

  /** The JSON of a resource, or null when it is not there. */
  public @Nullable String text(Resource resource) {
    if (!resource.isItem()) {
      return sections.get(resource.key());
    }
    Items.Item item = items(resource.key()).of(resource.id());
    return item == null ? null : item.text();
  }

  /** What a change of a resource to a text begins with here; null = it is not there. */
  public @Nullable String before(Resource resource, @Nullable String after) {
    if (!resource.isOrder() || after == null) {
      return text(resource);
    }
    Map<String, Long> places = new LinkedHashMap<>();
    for (String id : Places.of(after).keySet()) {
      Items.Item item = items(resource.key()).of(id);
      if (item != null) {
        places.put(id, item.place());
      }
    }
    return Places.text(places);
  }

  /**
   * The document after these changes.
   *
   * @throws IllegalArgumentException when one of them begins with something else than stands here,
   *     a resource is changed twice, two things would have one place, or one that is not there
   *     would have any
   */
  public Document with(List<Change> changes) {
    Map<String, String> keys = new TreeMap<>(sections);
    Set<String> changed = new HashSet<>();
    Map<String, ListEdit> edits = new LinkedHashMap<>();
    for (Change change : changes) {
      Resource resource = change.resource();
      if (RawConfig.LISTS.contains(resource.key())) {
        edits.computeIfAbsent(resource.key(), key -> new ListEdit(items(key))).add(change);
      } else if (!changed.add(resource.key())) {
        throw new IllegalArgumentException(resource + ": is changed twice");
      } else if (!Objects.equals(keys.get(resource.key()), change.before())) {
        throw new IllegalArgumentException(resource + ": is not what the change begins with");
      } else if (change.after() == null) {
        keys.remove(resource.key());
      } else {
        keys.put(resource.key(), change.after());
      }
    }
    Map<String, Items> next = new LinkedHashMap<>(lists);
    edits.forEach((list, edit) -> next.put(list, edit.result()));
    return new Document(Collections.unmodifiableMap(keys), next);
  }

  /** The same without the lists that may be long. */
  Document settings() {
    Map<String, Items> rest = new LinkedHashMap<>(lists);
    TRAFFIC.forEach(list -> rest.put(list, Items.NONE));
    return new Document(sections, rest);
  }

  /** What leads from this document to another; empty when they are equal. */
  public List<Change> changesTo(Document other) {
    return Difference.between(this, other, false);
  }

  /** What leads from {@link #EMPTY} to just this document, the places of its things included. */
  public List<Change> fromEmpty() {
    List<Change> all = new ArrayList<>();
    sections.forEach((key, text) -> all.add(new Change(Resource.section(key), null, text)));
    lists.forEach(
        (list, items) ->
            items
                .all()
                .forEach(
                    item ->
                        all.add(
                            new Change(
                                new Resource(list, item.id()), null, item.text(), item.place()))));
    return all;
  }

  /**
   * What leads to just another document: as {@link #changesTo}, but then its things stand at the
   * same places as the other's too, which later changes may refer to.
   */
  public List<Change> changesToPlaces(Document other) {
    return Difference.between(this, other, true);
  }

  /** The same changes with the places that things will have, so that they are the same anywhere. */
  public List<Change> placed(List<Change> changes) {
    Document next = with(changes);
    List<Change> placed = new ArrayList<>(changes.size());
    for (Change change : changes) {
      Resource resource = change.resource();
      boolean moves = resource.isItem() && (change.before() == null || change.after() == null);
      Items.Item item =
          !moves
              ? null
              : (change.after() == null ? this : next).items(resource.key()).of(resource.id());
      placed.add(
          item == null
              ? change
              : new Change(resource, change.before(), change.after(), item.place()));
    }
    return placed;
  }

  /** All of it as one JSON text; lists that are empty are left out. */
  public String json() {
    StringBuilder out = new StringBuilder();
    sections.forEach((key, text) -> key(out, key).append(text));
    lists.forEach(
        (key, items) -> {
          if (items.size() > 0) {
            key(out, key).append('[');
            for (int i = 0; i < items.size(); i++) {
              out.append(i == 0 ? "" : ",").append(items.at(i).text());
            }
            out.append(']');
          }
        });
    return out.isEmpty() ? "{}" : out.append('}').toString();
  }

  private static StringBuilder key(StringBuilder out, String key) {
    return out.append(out.isEmpty() ? '{' : ',').append('"').append(key).append("\":");
  }
}
