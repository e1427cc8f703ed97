package io.sluice.gateway.store;

import io.sluice.gateway.config.RawConfig;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.FileBase;
import io.sluice.gateway.document.Items;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.document.Revision;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Revisions and checkpoints as JSON, in one line. Of each change only what follows is written: what
 * was before is known to whoever has read all until then. A checkpoint is a revision whose changes
 * begin with the empty document.
 */
final class StateText {

  /** Of the format; others are refused. */
  static final int VERSION = 1;

  /** Bytes of one text; a document has 64 Mi characters at most. */
  static final int MOST_BYTES = 256 << 20;

  private static final String FORMAT = "sluice-config";

  /** A text of its own may be as long as all of them; see {@link #MOST_BYTES}. */
  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(16)
          .maxStringLength(MOST_BYTES)
          .maxNameLength(1 << 10)
          .maxNumberLength(32)
          .build();

  private static final JsonFactory FACTORY =
      JsonFactory.builder().streamReadConstraints(BOUNDS).build();
  private static final JsonMapper MAPPER = new JsonMapper(FACTORY);

  private StateText() {}

  /** A checkpoint that was read. */
  record Checkpoint(Revision revision, FileBase base) {
    Stored stored() {
      return Stored.first(revision, base);
    }
  }

  /** The first revision of what is kept, with all that it needs. */
  static byte[] checkpoint(Stored stored) {
    Document document = stored.oldest();
    List<Change> changes = new ArrayList<>();
    document
        .sections()
        .forEach((key, text) -> changes.add(new Change(Resource.section(key), null, text)));
    for (String list : RawConfig.LISTS) {
      for (Items.Item item : document.items(list).all()) {
        changes.add(new Change(new Resource(list, item.id()), null, item.text(), item.place()));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = generator(out)) {
      json.writeStartObject();
      json.writeStringProperty("format", FORMAT);
      json.writeNumberProperty("version", VERSION);
      base(json, stored.oldestBase());
      json.writeName("revision");
      revision(json, stored.revisions().get(0), changes);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  /** Says of which format and version a value is. */
  static void putFormat(ObjectNode value) {
    value.put("format", FORMAT).put("version", VERSION);
  }

  /** A revision, to be read behind the one before it. */
  static byte[] revision(Revision revision) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = generator(out)) {
      json.writeStartObject();
      json.writeName("revision");
      revision(json, revision, revision.changes());
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static JsonGenerator generator(ByteArrayOutputStream out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
  }

  private static void revision(JsonGenerator json, Revision revision, List<Change> changes) {
    json.writeStartObject();
    json.writeNumberProperty("number", revision.number());
    json.writeStringProperty("tag", revision.tag());
    json.writeStringProperty("time", revision.time().toString());
    json.writeStringProperty("who", revision.who());
    json.writeStringProperty("from", revision.from());
    json.writeStringProperty("source", revision.source());
    json.writeStringProperty("comment", revision.comment());
    if (revision.confirmBy() != null) {
      json.writeStringProperty("confirm_by", revision.confirmBy().toString());
    }
    json.writeArrayPropertyStart("changes");
    for (Change change : changes) {
      json.writeStartObject();
      json.writeStringProperty("key", change.resource().key());
      json.writeStringProperty("id", change.resource().id());
      if (change.after() != null) {
        json.writeStringProperty("after", change.after());
      }
      if (change.place() != 0) {
        json.writeNumberProperty("place", change.place());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void base(JsonGenerator json, FileBase base) {
    json.writeArrayPropertyStart("differing");
    base.differing()
        .forEach(
            (resource, said) -> {
              json.writeStartObject();
              json.writeStringProperty("key", resource.key());
              json.writeStringProperty("id", resource.id());
              json.writeStringProperty("said", said);
              json.writeEndObject();
            });
    json.writeEndArray();
    json.writeObjectPropertyStart("orders");
    base.orders()
        .forEach(
            (list, ids) -> {
              json.writeArrayPropertyStart(list);
              ids.forEach(json::writeString);
              json.writeEndArray();
            });
    json.writeEndObject();
  }

  /**
   * Any of the texts as a tree.
   *
   * @throws IllegalArgumentException when it is no JSON object
   */
  static JsonNode tree(byte[] text) {
    try {
      JsonNode tree = MAPPER.readTree(text);
      if (!tree.isObject()) {
        throw new IllegalArgumentException("no JSON object");
      }
      return tree;
    } catch (JacksonException e) { // its message may quote the config
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  /**
   * A checkpoint.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Checkpoint checkpoint(JsonNode tree) {
    expectFormat(tree);
    Map<Resource, String> differing = new HashMap<>();
    for (JsonNode each : list(tree, "differing")) {
      differing.put(resource(each), text(each, "said"));
    }
    Map<String, List<String>> orders = new HashMap<>();
    for (String list : RawConfig.LISTS) {
      if (tree.path("orders").has(list)) {
        List<String> ids = new ArrayList<>();
        list(tree.path("orders"), list).forEach(id -> ids.add(id.asString()));
        orders.put(list, List.copyOf(ids));
      }
    }
    return new Checkpoint(revision(tree, Document.EMPTY), new FileBase(differing, orders));
  }

  /**
   * Refuses what another format or version wrote.
   *
   * @throws IllegalArgumentException saying so
   */
  static void expectFormat(JsonNode tree) {
    if (!tree.path("format").asString("").equals(FORMAT)) {
      throw new IllegalArgumentException("not a state of Sluice's config");
    }
    if (tree.path("version").asInt(0) != VERSION) {
      throw new IllegalArgumentException(
          "version "
              + tree.path("version").asString("unknown")
              + " (expected: "
              + VERSION
              + "; another release of Sluice wrote it)");
    }
  }

  /**
   * A revision.
   *
   * @param before the document that it changes
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Revision revision(JsonNode tree, Document before) {
    JsonNode head = tree.path("revision");
    JsonNode confirmBy = head.path("confirm_by");
    List<Change> changes = new ArrayList<>();
    for (JsonNode each : list(head, "changes")) {
      Resource resource = resource(each);
      String after = each.has("after") ? text(each, "after") : null;
      changes.add(
          new Change(
              resource,
              before.before(resource, after),
              after,
              each.has("place") ? number(each, "place") : 0));
    }
    return new Revision(
        number(head, "number"),
        text(head, "tag"),
        time(text(head, "time")),
        text(head, "who"),
        text(head, "from"),
        text(head, "source"),
        text(head, "comment"),
        confirmBy.isString() ? time(confirmBy.asString()) : null,
        changes);
  }

  private static Resource resource(JsonNode node) {
    return new Resource(text(node, "key"), text(node, "id"));
  }

  private static JsonNode list(JsonNode node, String name) {
    JsonNode list = node.path(name);
    if (!list.isArray()) {
      throw new IllegalArgumentException(name + ": missing (expected: a list)");
    }
    return list;
  }

  private static String text(JsonNode node, String name) {
    JsonNode text = node.path(name);
    if (!text.isString()) {
      throw new IllegalArgumentException(name + ": missing (expected: text)");
    }
    return text.asString();
  }

  static long number(JsonNode node, String name) {
    JsonNode number = node.path(name);
    if (!number.isIntegralNumber() || !number.canConvertToLong()) {
      throw new IllegalArgumentException(name + ": missing (expected: a whole number)");
    }
    return number.longValue();
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("time: " + text + " (expected: ISO 8601)", e);
    }
  }
}
