package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A config document as it was written, before variables of the environment are filled in, in parts:
 * each the JSON of one thing. Nothing is known of it but that it can be taken apart.
 *
 * @param sections what stands at the top-level keys that are no list of things with ids, in the
 *     document's order
 * @param lists the things at the other top-level keys; every known list is there, perhaps empty
 */
public record RawConfig(Map<String, String> sections, Map<String, List<Item>> lists) {

  /** The top-level keys whose lists hold things with ids. */
  public static final List<String> LISTS = List.of("listeners", "routes", "upstreams", "consumers");

  /**
   * One thing of a list.
   *
   * @param text its JSON, the id included
   */
  public record Item(String id, String text) {}

  /**
   * @param written by identity, what was written where the environment was filled in
   * @param draft whether things without an id of their own get stand-ins, to be refused later
   */
  static RawConfig of(Node document, IdentityHashMap<Node, String> written, boolean draft)
      throws ConfigException {
    if (!(document instanceof Node.Mapping root)) {
      throw new ConfigException(
          ConfigErrors.of(document.kindName() + " (expected: a mapping)", document.line()));
    }
    Map<String, String> sections = new LinkedHashMap<>();
    Map<String, List<Item>> lists = new LinkedHashMap<>();
    LISTS.forEach(list -> lists.put(list, List.of()));
    Findings findings = new Findings();
    root.entries()
        .forEach(
            (key, entry) -> {
              if (LISTS.contains(key)) {
                lists.put(key, items(key, entry.value(), written, draft, findings));
              } else {
                sections.put(key, NodeText.of(entry.value(), written));
              }
            });
    findings.throwIfAny();
    return new RawConfig(Collections.unmodifiableMap(sections), Collections.unmodifiableMap(lists));
  }

  private static List<Item> items(
      String key,
      Node list,
      IdentityHashMap<Node, String> written,
      boolean draft,
      Findings findings) {
    KeyPath path = KeyPath.ROOT.child(key);
    if (!(list instanceof Node.Sequence sequence)) {
      findings.add(path, list.kindName() + " (expected: a list)", list.line());
      return List.of();
    }
    List<Item> items = new ArrayList<>(sequence.items().size());
    ItemIds ids = new ItemIds();
    for (int i = 0; i < sequence.items().size(); i++) {
      Node item = sequence.items().get(i);
      Node.Scalar id = item instanceof Node.Mapping mapping ? mapping.scalar("id") : null;
      String said = id == null ? null : id.text();
      if (said != null && ids.take(said)) {
        items.add(new Item(said, NodeText.of(item, written)));
      } else if (draft) {
        items.add(new Item(ids.standIn(i), NodeText.of(item, written)));
      } else {
        String found = id == null ? "missing" : Texts.visible(id.text());
        findings.add(path.child(i).child("id"), found + " (expected: a unique id)", item.line());
      }
    }
    return Collections.unmodifiableList(items);
  }
}
