package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.admin.edit.Diff;
import io.sluice.admin.edit.Pointers;
import io.sluice.gateway.config.ConfigWarning;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.Trial;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** Tells what a write would do. On the thread of the writes. */
final class Trials {
  private final ConfigControl config;
  private final Drafts drafts;
  private final Representations representations;

  Trials(ConfigControl config, Drafts drafts, Representations representations) {
    this.config = config;
    this.drafts = drafts;
    this.representations = representations;
  }

  /** The same for a call; a precondition that does not hold refuses it as it would the write. */
  Answer tried(Call call, Edit edit, Preconditions conditions) throws Refused {
    Trial trial = config.tried(now -> drafts.draft(call.caller(), edit, conditions, now));
    ObjectNode told = Json.object();
    told.put("valid", trial.errors() == null);
    Document before = trial.before().document();
    told.putRawValue(
        "diff",
        new RawValue(
            Diff.text(
                before, before.with(trial.changes()), trial.changes(), representations::shown)));
    ArrayNode warnings = told.putArray("warnings");
    for (ConfigWarning warning : trial.warnings()) {
      warnings
          .addObject()
          .put("pointer", Pointers.of(warning.path()))
          .put("path", warning.path())
          .put("message", warning.message());
    }
    List<Refused.Fault> faults =
        trial.errors() == null
            ? new ArrayList<>()
            : Faults.of(trial.errors(), edit.locator(), trial.before());
    told.set("errors", Json.tree(faults));
    told.set("preflight", Json.tree(trial.preflight()));
    Answer answer = representations.of(call, HttpResponseStatus.OK, told.toString());
    return Representations.marked(answer, null, trial.before());
  }
}
