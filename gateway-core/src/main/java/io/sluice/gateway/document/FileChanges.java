package io.sluice.gateway.document;

import io.sluice.gateway.config.RawConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a file that is read again changes; see {@link FileBase}. */
final class FileChanges {
  private final FileBase base;
  private final Document current;
  private final Document file;
  private final List<Change> settled = new ArrayList<>();

  FileChanges(FileBase base, Document current, Document file) {
    this.base = base;
    this.current = current;
    this.file = file;
  }

  List<Change> all() {
    Map<String, String> sections = new LinkedHashMap<>();
    Set<String> keys = new LinkedHashSet<>(current.sections().keySet());
    keys.addAll(file.sections().keySet());
    for (Resource resource : base.differing().keySet()) {
      if (!RawConfig.LISTS.contains(resource.key())) {
        keys.add(resource.key());
      }
    }
    for (String key : keys) {
      String text =
          chosen(Resource.section(key), current.sections().get(key), file.sections().get(key));
      if (text != null) {
        sections.put(key, text);
      }
    }
    Map<String, List<RawConfig.Item>> lists = new LinkedHashMap<>();
    List<String> taken = new ArrayList<>();
    for (String list : RawConfig.LISTS) {
      boolean ordered = !base.orders().containsKey(list) || isEdited(list);
      if (ordered && base.orders().containsKey(list)) {
        taken.add(list);
      }
      lists.put(list, items(list, ordered));
    }
    List<Change> changes =
        new ArrayList<>(current.changesTo(Document.of(new RawConfig(sections, lists))));
    for (String list : taken) {
      Resource order = Resource.order(list);
      if (changes.stream().noneMatch(change -> change.resource().equals(order))) {
        changes.add(new Change(order, Places.NONE, Places.NONE));
      }
    }
    changes.addAll(settled);
    return List.copyOf(changes);
  }

  /** Where the resource was changed last. */
  private @Nullable String chosen(Resource resource, @Nullable String now, @Nullable String says) {
    String said = base.differing().get(resource);
    if (said == null) {
      return says;
    }
    if (said.equals(FileBaseEdit.hash(says))) {
      return now;
    }
    if (Objects.equals(now, says)) {
      settled.add(new Change(resource, now, now));
    }
    return says;
  }

  /** Whether the file adds or moves things of a list whose order was changed elsewhere. */
  private boolean isEdited(String list) {
    List<String> said = Objects.requireNonNull(base.orders().get(list));
    Set<String> known = new HashSet<>(said);
    List<String> says = new ArrayList<>();
    for (Items.Item item : file.items(list).all()) {
      boolean had =
          base.hadInFile(new Resource(list, item.id()), current.items(list).of(item.id()) != null);
      if (!had) {
        return true;
      }
      if (known.contains(item.id())) {
        says.add(item.id());
      }
    }
    List<String> left = new ArrayList<>(said);
    left.removeIf(id -> file.items(list).of(id) == null);
    return !left.equals(says);
  }

  /**
   * The things of a list, in the order of the file or that of the document; those that only the
   * other one has follow the one that they follow there.
   */
  private List<RawConfig.Item> items(String list, boolean fileFirst) {
    Map<String, String> texts = new LinkedHashMap<>();
    Set<String> ids = new LinkedHashSet<>();
    current.items(list).all().forEach(item -> ids.add(item.id()));
    file.items(list).all().forEach(item -> ids.add(item.id()));
    for (Resource resource : base.differing().keySet()) {
      if (resource.key().equals(list)) {
        ids.add(resource.id());
      }
    }
    for (String id : ids) {
      Items.Item now = current.items(list).of(id);
      Items.Item says = file.items(list).of(id);
      String text =
          chosen(
              new Resource(list, id),
              now == null ? null : now.text(),
              says == null ? null : says.text());
      if (text != null) {
        texts.put(id, text);
      }
    }
    return merged(
        (fileFirst ? file : current).items(list), (fileFirst ? current : file).items(list), texts);
  }

  private static List<RawConfig.Item> merged(Items first, Items second, Map<String, String> texts) {
    Map<String, List<RawConfig.Item>> followers = new HashMap<>();
    String anchor = ""; // no id is empty
    for (Items.Item item : second.all()) {
      String text = texts.get(item.id());
      if (first.of(item.id()) != null) {
        anchor = item.id();
      } else if (text != null) {
        followers
            .computeIfAbsent(anchor, id -> new ArrayList<>())
            .add(new RawConfig.Item(item.id(), text));
      }
    }
    List<RawConfig.Item> merged = new ArrayList<>(followers.getOrDefault("", List.of()));
    for (Items.Item item : first.all()) {
      String text = texts.get(item.id());
      if (text != null) {
        merged.add(new RawConfig.Item(item.id(), text));
      }
      merged.addAll(followers.getOrDefault(item.id(), List.of()));
    }
    return merged;
  }
}
