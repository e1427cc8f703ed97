package io.sluice.gateway.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the changes of one revision. As long as nothing is known of a list's order, the things
 * that the file and the document share stand in the same order in both. A change that ends this has
 * the file's order written down, as long as the document still shows it.
 */
final class FileBaseEdit {
  private final FileBase base;
  private final Document before;
  private final Map<Resource, String> differing = new HashMap<>();
  private final Set<Resource> same = new HashSet<>();
  private final Map<String, List<String>> orders;
  private final Map<String, Set<String>> removed = new HashMap<>(); // ids by list, by the file
  private final Set<String> moved = new HashSet<>(); // lists whose order may show again

  FileBaseEdit(FileBase base, Document before) {
    this.base = base;
    this.before = before;
    this.orders = new HashMap<>(base.orders());
  }

  static String hash(@Nullable String text) {
    if (text == null) {
      return FileBase.ABSENT;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** The ids of the things that the file and the document share, in the document's order. */
  static List<String> shared(FileBase base, Document document, String list) {
    List<String> ids = new ArrayList<>();
    for (Items.Item item : document.items(list).all()) {
      if (base.hadInFile(new Resource(list, item.id()), true)) {
        ids.add(item.id());
      }
    }
    return ids;
  }

  void byFile(Change change) {
    Resource resource = change.resource();
    if (resource.isOrder()) {
      orders.remove(resource.key());
      return;
    }
    same.add(resource);
    if (!resource.isItem() || !orders.containsKey(resource.key())) {
      return;
    }
    if (change.before() == null || change.after() == null) {
      moved.add(resource.key());
    }
    if (change.after() == null) {
      removed.computeIfAbsent(resource.key(), list -> new HashSet<>()).add(resource.id());
    } else if (!base.hadInFile(resource, change.before() != null)) {
      orders.remove(resource.key()); // the file's order counts again, see FileChanges
    }
  }

  void byOthers(Change change) {
    Resource resource = change.resource();
    if (resource.isOrder()) {
      disturbed(resource.key());
      return;
    }
    String said = base.differing().get(resource);
    if (said == null) {
      said = hash(change.before());
    }
    if (said.equals(hash(change.after()))) {
      same.add(resource);
    } else {
      differing.put(resource, said);
    }
    boolean comesOrGoes = (change.before() == null) != (change.after() == null);
    if (resource.isItem() && comesOrGoes && !said.equals(FileBase.ABSENT)) {
      disturbed(resource.key());
    }
  }

  private void disturbed(String list) {
    moved.add(list);
    if (!orders.containsKey(list)) {
      orders.put(list, shared(base, before, list));
    }
  }

  FileBase result(List<Change> changes) {
    Map<Resource, @Nullable String> news = new HashMap<>();
    for (Resource resource : same) {
      if (base.differing().containsKey(resource)) {
        news.put(resource, null);
      }
    }
    // What the file said of a resource stays, whoever changes it again.
    differing.forEach(
        (resource, said) -> {
          if (!base.differing().containsKey(resource)) {
            news.put(resource, said);
          }
        });
    Map<Resource, String> all = base.differing();
    if (!news.isEmpty()) {
      all = ResourceMap.of(all).with(news);
    }
    removed.forEach(
        (list, ids) -> orders.computeIfPresent(list, (key, order) -> without(ids, order)));
    FileBase next = new FileBase(all, orders);
    moved.retainAll(orders.keySet());
    if (moved.isEmpty()) { // no other change lets an order show again
      return next;
    }
    Document after = before.with(changes);
    return orders
            .entrySet()
            .removeIf(
                e -> moved.contains(e.getKey()) && isShown(next, after, e.getKey(), e.getValue()))
        ? new FileBase(all, orders)
        : next;
  }

  private static List<String> without(Set<String> gone, List<String> order) {
    List<String> left = new ArrayList<>(order.size());
    for (String id : order) {
      if (!gone.contains(id)) {
        left.add(id);
      }
    }
    return left;
  }

  /** Whether what is shared stands in the file's order, in which the file's things alone are. */
  private static boolean isShown(
      FileBase base, Document document, String list, List<String> order) {
    int at = 0;
    for (Items.Item item : document.items(list).all()) {
      if (at < order.size() && item.id().equals(order.get(at))) {
        at++;
      } else if (base.hadInFile(new Resource(list, item.id()), true)) {
        return false;
      }
    }
    return at == order.size();
  }
}
