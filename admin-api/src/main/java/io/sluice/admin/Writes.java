package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.admin.edit.Diff;
import io.sluice.gateway.api.BindFailure;
import io.sluice.gateway.config.ConfigError;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.ConfigView;
import io.sluice.gateway.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes writes of the config, or tells what they would do. On the thread of the writes. */
final class Writes {
  private static final int MOST_COMMENT = 500;

  private final ConfigControl config;
  private final AdminSettings settings;
  private final Drafts drafts;
  private final Trials trials;
  private final Representations representations;
  private final AuditLog audit;

  Writes(
      ConfigControl config,
      AdminSettings settings,
      Drafts drafts,
      Trials trials,
      Representations representations,
      AuditLog audit) {
    this.config = config;
    this.settings = settings;
    this.drafts = drafts;
    this.trials = trials;
    this.representations = representations;
    this.audit = audit;
  }

  /** Parameters of every write. */
  static final String[] PARAMETERS = {"dry_run", "confirm_within"};

  /** Makes the edit of a call, or tries it when it says so. */
  Answer write(Call call, Edit edit) throws Refused {
    return write(call, "api", edit);
  }

  /**
   * The same.
   *
   * @param source what kind of thing makes the revision
   */
  Answer write(Call call, String source, Edit edit) throws Refused {
    if (call.query().flag("dry_run")) {
      return trials.tried(call, edit, Preconditions.of(call.headers()));
    }
    return made(call, source, edit);
  }

  private Answer made(Call call, String source, Edit edit) throws Refused {
    Media.wanted(call); // what cannot be answered is refused before it is done
    Preconditions conditions = conditions(call);
    ConfigControl.Author author =
        new ConfigControl.Author(call.caller().name(), call.from(), source, comment(call));
    Duration confirmWithin = call.query().confirmWithin();
    Last last = new Last();
    try {
      ConfigView after =
          config.change(
              author,
              confirmWithin,
              now -> {
                last.before = now;
                if (!call.caller().isIn(settings.now())) { // the body may have taken its time
                  throw Access.wrong();
                }
                last.changes = drafts.draft(call.caller(), edit, conditions, now);
                return last.changes;
              });
      boolean unchanged = last.changes.isEmpty();
      audit.done(
          call,
          after.revision().number(),
          Diff.summary(last.changes),
          unchanged ? "unchanged" : "done");
      return written(call, edit, last, after);
    } catch (ConfigException e) {
      throw Refused.config(Faults.of(e.errors(), edit.locator(), last.seen(config)));
    } catch (ConfigControl.Unconfirmed e) {
      throw Refused.because(
          409, "confirmation_pending", "The last change waits to be confirmed or rolled back.");
    } catch (StoreException e) {
      throw unavailable(e);
    } catch (IOException e) {
      throw Refused.config(List.of(Faults.of(refusal(e), edit.locator(), last.seen(config))));
    }
  }

  private Preconditions conditions(Call call) throws Refused {
    Preconditions conditions = Preconditions.of(call.headers());
    if (settings.now().requireIfMatch() && !conditions.given()) {
      throw Refused.because(
          428, "precondition_required", "If-Match, or If-None-Match: *, is expected of writes.");
    }
    return conditions;
  }

  /** Has the last change stay. */
  Answer confirm(Call call) throws Refused {
    try {
      Media.wanted(call); // what cannot be answered is refused before it is done
      Preconditions conditions = conditions(call);
      if (!config.<Refused>confirm(
          now -> conditions.check(now.revision().etag(), now.revision().etag()))) {
        throw Refused.because(409, "nothing_to_confirm", "No change waits for a confirmation.");
      }
    } catch (StoreException e) {
      throw unavailable(e);
    }
    ConfigView view = config.now();
    audit.done(call, view.revision().number(), "", "confirmed");
    String json = Json.tree(Representations.head(view.revision())).toString();
    Answer answer = representations.of(call, HttpResponseStatus.OK, json);
    return Representations.marked(answer, view.revision().etag(), view);
  }

  private static Refused unavailable(StoreException e) {
    return Refused.because(
            503, "store_unavailable", "The store cannot take it now: " + e.getMessage())
        .header("retry-after", e instanceof StoreException.Overtaken ? "1" : "5");
  }

  /** What an editor saw and said when it was called last; written on the control thread. */
  private static final class Last {
    private @Nullable ConfigView before;
    private List<Change> changes = List.of();

    ConfigView seen(ConfigControl config) {
      return before == null ? config.now() : before;
    }
  }

  private Answer written(Call call, Edit edit, Last last, ConfigView after) throws Refused {
    Resource target = edit.target();
    boolean minimal = call.headers().get("prefer", "").strip().equals("return=minimal");
    if (target == null) {
      return minimal
          ? Representations.marked(
              Answer.empty(HttpResponseStatus.NO_CONTENT), after.revision().etag(), after)
          : representations.document(call, HttpResponseStatus.OK, after);
    }
    String text = after.document().text(target);
    if (text == null) {
      return Representations.marked(Answer.empty(HttpResponseStatus.NO_CONTENT), null, after);
    }
    boolean created = last.seen(config).document().text(target) == null;
    Answer answer =
        representations.thing(
            call,
            created ? HttpResponseStatus.CREATED : HttpResponseStatus.OK,
            after,
            target,
            text);
    return created ? answer.with("location", call.path()) : answer;
  }

  /** What a listener's address or a service has said; where, stands before the first colon. */
  private static ConfigError refusal(IOException e) {
    String message = String.valueOf(e.getMessage());
    int colon = e instanceof BindFailure ? message.indexOf(": ") : -1;
    return colon < 0
        ? new ConfigError("", message, 0)
        : new ConfigError(message.substring(0, colon), message.substring(colon + 2), 0);
  }

  private static String comment(Call call) throws Refused {
    String comment = text(String.join(", ", call.headers().getAll("change-comment")));
    boolean printable = comment.chars().allMatch(c -> c >= ' ' && c != 0x7f && !isC1(c));
    if (comment.length() > MOST_COMMENT || !printable) {
      throw Refused.because(
          422,
          "bad_comment",
          "Change-Comment (expected: at most " + MOST_COMMENT + " printable characters)");
    }
    return comment;
  }

  /** A field's octets as UTF-8, which clients send; if they are none, as ISO 8859-1. */
  private static String text(String field) {
    try {
      ByteBuffer octets = ByteBuffer.wrap(field.getBytes(StandardCharsets.ISO_8859_1));
      return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
    } catch (CharacterCodingException e) {
      return field;
    }
  }

  private static boolean isC1(int c) {
    return c >= 0x80 && c < 0xa0;
  }
}
