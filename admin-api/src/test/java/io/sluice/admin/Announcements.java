package io.sluice.admin;

import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.History;
import io.sluice.gateway.document.Revision;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.ConfigView;
import io.sluice.gateway.service.Trial;
import io.sluice.gateway.store.StoreStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A config that tells of changes as the test says; it can do nothing else. */
final class Announcements implements ConfigControl {
  final List<Consumer<ConfigView>> listeners = new CopyOnWriteArrayList<>();

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
    listeners.forEach(each -> each.accept(view));
  }

  @Override
  public void onChange(Consumer<ConfigView> listener) {
    listeners.add(listener);
  }

  @Override
  public ConfigView now() {
    throw new UnsupportedOperationException("no test asks");
  }

  @Override
  public <X extends Exception> ConfigView change(
      Author author, @Nullable Duration confirmWithin, Editor<X> editor) {
    throw new UnsupportedOperationException("no test asks");
  }

  @Override
  public <X extends Exception> Trial tried(Editor<X> editor) {
    throw new UnsupportedOperationException("no test asks");
  }

  @Override
  public boolean confirm() {
    throw new UnsupportedOperationException("no test asks");
  }

  @Override
  public StoreStatus store() {
    throw new UnsupportedOperationException("no test asks");
  }
}
