package io.sluice.gateway.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one value that says which revisions there are. Whoever replaces it has added a revision; all
 * else is written before and never changed.
 *
 * @param first number of the revision that the checkpoint is of
 * @param copy tells this checkpoint from others
 * @param chunks values that the checkpoint takes
 * @param entries one for each revision from {@code first} on; of the first one no chunks
 */
record ConsulHead(long first, String copy, int chunks, List<Entry> entries) {

  /** Of {@link Entry} and the checkpoint; far more than any document takes. */
  private static final int MOST_CHUNKS = 1000;

  /**
   * A revision.
   *
   * @param confirmed whether somebody has confirmed it
   */
  record Entry(String tag, int chunks, boolean confirmed) {}

  ConsulHead {
    entries = List.copyOf(entries);
  }

  long last() {
    return first + entries.size() - 1;
  }

  /** Whether the line has this revision. */
  boolean has(long number, String tag) {
    return number >= first && number <= last() && entry(number).tag().equals(tag);
  }

  Entry entry(long number) {
    return entries.get((int) (number - first));
  }

  ConsulHead with(Entry next) {
    List<Entry> all = new ArrayList<>(entries);
    all.add(next);
    return new ConsulHead(first, copy, chunks, all);
  }

  ConsulHead confirmed() {
    List<Entry> all = new ArrayList<>(entries);
    Entry last = all.remove(all.size() - 1);
    all.add(new Entry(last.tag(), last.chunks(), true));
    return new ConsulHead(first, copy, chunks, all);
  }

  byte[] text() {
    ObjectNode head = JsonMapper.shared().createObjectNode();
    StateText.putFormat(head);
    head.put("first", first).put("copy", copy).put("chunks", chunks);
    ArrayNode list = head.putArray("entries");
    for (Entry entry : entries) {
      ObjectNode each = list.addObject().put("tag", entry.tag()).put("chunks", entry.chunks());
      if (entry.confirmed()) {
        each.put("confirmed", true);
      }
    }
    return head.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static ConsulHead of(byte[] text) {
    try {
      JsonNode head = JsonMapper.shared().readTree(text);
      StateText.expectFormat(head);
      List<Entry> entries = new ArrayList<>();
      for (JsonNode each : head.path("entries")) {
        entries.add(
            new Entry(
                each.path("tag").asString(""),
                chunks(each),
                each.path("confirmed").asBoolean(false)));
      }
      if (entries.isEmpty()) {
        throw new IllegalArgumentException("entries: none (expected: at least 1)");
      }
      return new ConsulHead(
          StateText.number(head, "first"), head.path("copy").asString(""), chunks(head), entries);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  private static int chunks(JsonNode node) {
    long chunks = StateText.number(node, "chunks");
    if (chunks < 0 || chunks > MOST_CHUNKS) {
      throw new IllegalArgumentException(
          "chunks: " + chunks + " (expected: 0 to " + MOST_CHUNKS + ")");
    }
    return (int) chunks;
  }
}
