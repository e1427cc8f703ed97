package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.admin.edit.Edits;
import io.sluice.admin.edit.PatchBody;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.ConfigView;

/** {@code /config}: all of it at once. */
final class WholeConfig {
  private final ConfigControl config;
  private final Representations representations;
  private final Writes writes;
  private final Trials trials;

  WholeConfig(ConfigControl config, Representations representations, Writes writes, Trials trials) {
    this.config = config;
    this.representations = representations;
    this.writes = writes;
    this.trials = trials;
  }

  Answer get(Call call) throws Refused {
    ConfigView view = config.now();
    String etag = view.revision().etag();
    if (Preconditions.of(call.headers()).hasAlready(etag)) { // it need not be made
      return Representations.marked(Answer.empty(HttpResponseStatus.NOT_MODIFIED), etag, view);
    }
    return representations.document(call, HttpResponseStatus.OK, view);
  }

  Answer put(Call call) throws Refused {
    return writes.write(call, replacing(call));
  }

  private static Edit replacing(Call call) throws Refused {
    Document wanted = Document.of(Bodies.document(call));
    return new Edit(
        null, (now, shown) -> now.document().changesTo(wanted), (before, pointer) -> pointer);
  }

  Answer patch(Call call) throws Refused {
    PatchBody patch = Bodies.patch(call);
    return writes.write(
        call,
        new Edit(
            null,
            (now, shown) -> Edits.patched(now.document(), patch, shown),
            (before, pointer) -> patch.blames(pointer)));
  }

  /** What the document of the body would change. */
  Answer validate(Call call) throws Refused {
    return trials.tried(call, replacing(call), Preconditions.of(call.headers()));
  }

  Answer confirm(Call call) throws Refused {
    return writes.confirm(call);
  }
}
