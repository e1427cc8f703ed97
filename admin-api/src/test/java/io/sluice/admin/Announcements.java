package io.sluice.admin;

import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.History;
import io.sluice.gateway.document.Revision;
import io.sluice.gateway.service.ConfigView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells whoever listens to a config of changes, as the test says. */
record Announcements(FakeConfig config) {

  void tell(long revision, String comment, Change... changes) {
    tell(revision, comment, null, changes);
  }

  void tell(long revision, String comment, @Nullable Instant confirmBy, Change... changes) {
    Revision last =
        new Revision(
            revision,
            "0123456789abcdef",
            Instant.parse("2026-01-02T03:04:05Z"),
            "ops",
            "127.0.0.1:5",
            "api",
            comment,
            confirmBy,
            List.of(changes));
    ConfigView view =
        new ConfigView(Document.EMPTY, null, History.of(Document.EMPTY, List.of(last)));
    config.listeners.forEach(each -> each.accept(view));
  }
}
