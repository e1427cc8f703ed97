package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.admin.edit.Diff;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.Revision;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.ConfigView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** {@code /config/revisions}: what was, and the way back to it. */
final class Revisions {
  private static final String EXPECTED = " (expected: {\"revision\": number})";

  private final ConfigControl config;
  private final Representations representations;
  private final Writes writes;

  Revisions(ConfigControl config, Representations representations, Writes writes) {
    this.config = config;
    this.representations = representations;
    this.writes = writes;
  }

  /** The newest first. */
  Answer all(Call call) throws Refused {
    ConfigView view = config.now();
    int limit = call.query().limit();
    Long from = call.query().number("cursor");
    ObjectNode page = Json.object();
    ArrayNode items = page.putArray("items");
    page.putNull("next");
    List<Revision> kept = view.history().revisions();
    for (int i = kept.size() - 1; i >= 0; i--) {
      Revision revision = kept.get(i);
      if (from == null || revision.number() <= from) {
        if (items.size() == limit) {
          page.put("next", Long.toString(revision.number()));
          break;
        }
        items.add(Json.tree(Representations.head(revision)));
      }
    }
    return marked(representations.of(call, HttpResponseStatus.OK, page.toString()), view);
  }

  /** One of them, with the document as of it when that is asked for. */
  Answer one(String number, Call call) throws Refused {
    ConfigView view = config.now();
    long wanted = number(number);
    Document document = document(view, wanted);
    Revision revision = view.history().revision(wanted);
    ObjectNode told =
        (ObjectNode) Json.tree(Representations.head(Objects.requireNonNull(revision)));
    if (call.query().flag("document")) {
      told.putRawValue("document", new RawValue(representations.json(document)));
    }
    return marked(representations.of(call, HttpResponseStatus.OK, told.toString()), view);
  }

  /** What leads from one to another. */
  Answer diff(String number, Call call) throws Refused {
    ConfigView view = config.now();
    long from = number(number);
    Long said = call.query().number("to");
    long to = said == null ? view.revision().number() : said;
    Document before = document(view, from);
    Document after = document(view, to);
    List<Change> changes = before.changesTo(after);
    ObjectNode told = Json.object().put("from", from).put("to", to);
    told.putRawValue(
        "diff", new RawValue(Diff.text(before, after, changes, representations::shown)));
    return marked(representations.of(call, HttpResponseStatus.OK, told.toString()), view);
  }

  /** Goes back to one, with a new revision. */
  Answer rollback(Call call) throws Refused {
    JsonNode body = Json.body(call);
    JsonNode said = body.get("revision");
    if (said == null || !said.isIntegralNumber() || !said.canConvertToLong() || body.size() != 1) {
      throw Refused.invalid(List.of(new Refused.Fault("", Json.shown(body) + EXPECTED)));
    }
    long wanted = said.longValue();
    return writes.write(
        call,
        ConfigControl.Author.ROLLBACK,
        new Edit(
            null,
            (now, shown) -> {
              List<Change> changes =
                  new ArrayList<>(now.document().changesTo(document(now, wanted)));
              changes.removeIf(change -> change.resource().key().equals("store")); // its file says
              return changes;
            },
            Edit.Locator.NOWHERE));
  }

  private static long number(String said) throws Refused {
    if (!said.matches("[0-9]{1,18}")) {
      throw missing(Json.shortened(said));
    }
    return Long.parseLong(said);
  }

  private static Document document(ConfigView view, long number) throws Refused {
    Document document = view.history().at(number);
    if (document == null) {
      throw missing(Long.toString(number));
    }
    return document;
  }

  private static Refused missing(String number) {
    return Refused.because(404, "no_such_revision", "Revision " + number + " is not kept.");
  }

  private static Answer marked(Answer answer, ConfigView view) {
    return Representations.marked(answer, null, view);
  }
}
