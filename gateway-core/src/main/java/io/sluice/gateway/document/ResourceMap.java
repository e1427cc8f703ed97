package io.sluice.gateway.document;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Texts by resource. Immutable; one sorted array of references, so that another one with a few
 * changes is made in a moment, however many there are, as with {@link Items}.
 */
final class ResourceMap extends AbstractMap<Resource, String> {
  static final ResourceMap EMPTY = new ResourceMap(List.of());

  /** By hash first: most comparisons then look at no text. */
  private static final Comparator<Resource> ORDER =
      Comparator.<Resource>comparingInt(Resource::hashCode)
          .thenComparing(Resource::key)
          .thenComparing(Resource::id);

  private final List<Entry<Resource, String>> entries; // sorted

  private ResourceMap(List<Entry<Resource, String>> entries) {
    this.entries = entries;
  }

  /** The same as another map. */
  static ResourceMap of(Map<Resource, String> map) {
    return map instanceof ResourceMap same ? same : EMPTY.with(map);
  }

  /**
   * The same with these put in, and others taken out.
   *
   * @param changed null = taken out
   */
  ResourceMap with(Map<Resource, ? extends @Nullable String> changed) {
    Resource[] sorted = changed.keySet().toArray(new Resource[0]);
    Arrays.sort(sorted, ORDER);
    List<Entry<Resource, String>> next = new ArrayList<>(entries.size() + sorted.length);
    int from = 0;
    for (Resource resource : sorted) {
      int at = indexFrom(resource);
      next.addAll(entries.subList(from, at));
      from = has(at, resource) ? at + 1 : at;
      String text = changed.get(resource);
      if (text != null) {
        next.add(Map.entry(resource, text));
      }
    }
    next.addAll(entries.subList(from, entries.size()));
    return new ResourceMap(next);
  }

  /** Index of the first entry at or behind a resource. */
  private int indexFrom(Resource resource) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ORDER.compare(entries.get(middle).getKey(), resource) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean has(int at, Resource resource) {
    return at < entries.size() && entries.get(at).getKey().equals(resource);
  }

  @Override
  public @Nullable String get(@Nullable Object key) {
    if (key instanceof Resource resource) {
      int at = indexFrom(resource);
      return has(at, resource) ? entries.get(at).getValue() : null;
    }
    return null;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public Set<Entry<Resource, String>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<Resource, String>> iterator() {
        return Collections.unmodifiableList(entries).iterator();
      }

      @Override
      public int size() {
        return entries.size();
      }
    };
  }
}
