package io.sluice.admin;

import io.sluice.gateway.config.ConfigErrors;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.ConfigWarning;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.History;
import io.sluice.gateway.document.Revision;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.ConfigView;
import io.sluice.gateway.service.Preflight;
import io.sluice.gateway.service.Trial;
import io.sluice.gateway.store.StoreStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A config that is checked and kept, and nothing is made of it. */
final class FakeConfig implements ConfigControl {
  static final String MINIMAL =
      """
      listeners: [ { id: http, bind: "127.0.0.1:0" } ]
      routes:
        - { id: users, match: { path: { prefix: /users } }, upstream: users }
        - { id: orders, labels: { team: shop }, match: { path: { prefix: /orders } }, upstream: users }
      upstreams: [ { id: users, targets: [ { address: "127.0.0.1:9001" } ] } ]
      """;
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final ConfigLoader LOADER =
      new ConfigLoader(FakeFilters.PLUGINS.filters(), Map.of("LEVEL", "7", "PASSWORD", "pw")::get);

  private final ReentrantLock control = new ReentrantLock();
  private volatile ConfigView view = view(MINIMAL);

  /** Thrown in place of the next change. */
  volatile @Nullable Exception failure;

  /** Who wants to know of changes; told by {@link Announcements} alone. */
  final List<Consumer<ConfigView>> listeners = new CopyOnWriteArrayList<>();

  volatile List<ConfigWarning> warnings = List.of();
  volatile @Nullable Preflight preflight;

  /** Author of the last change that was asked for. */
  volatile @Nullable Author author;

  volatile @Nullable Duration confirmWithin;

  private static ConfigView view(String yaml) {
    try {
      Document document = Document.of(ConfigLoader.raw(yaml, Format.YAML));
      Revision first =
          new Revision(1, "00000000000000a1", START, "file", "x.yaml", "file", "", null, List.of());
      return view(document, History.of(document, List.of(first)));
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @SuppressWarnings("NullAway") // nothing is compiled here
  private static ConfigView view(Document document, History history) {
    return new ConfigView(document, null, history);
  }

  /** Begins anew with a document. */
  void load(String yaml) {
    view = view(yaml);
  }

  @Override
  public ConfigView now() {
    return view;
  }

  @Override
  public <X extends Exception> ConfigView change(
      Author who, @Nullable Duration within, Editor<X> editor)
      throws X, ConfigException, IOException, Unconfirmed {
    control.lock();
    try {
      author = who;
      confirmWithin = within;
      ConfigView before = view;
      List<Change> changes = before.document().placed(editor.changes(before));
      throwFailure();
      if (changes.isEmpty()) {
        return before;
      }
      if (before.revision().confirmBy() != null && !(who.undoes() && within == null)) {
        throw new Unconfirmed(before.revision().number());
      }
      Document next = before.document().with(changes);
      bind(before.document(), changes);
      long number = before.revision().number() + 1;
      Revision revision =
          new Revision(
              number,
              String.format("%016x", number * 31),
              START.plusSeconds(number),
              who.who(),
              who.from(),
              who.source(),
              who.comment(),
              within == null ? null : START.plusSeconds(number).plus(within),
              changes);
      view = view(next, before.history().with(revision, 100));
      return view;
    } finally {
      control.unlock();
    }
  }

  private void throwFailure() throws IOException {
    Exception now = failure;
    failure = null;
    if (now instanceof IOException e) {
      throw e;
    }
    if (now instanceof RuntimeException e) {
      throw e;
    }
  }

  @Override
  public <X extends Exception> Trial tried(Editor<X> editor) throws X {
    control.lock();
    try {
      ConfigView before = view;
      List<Change> changes = before.document().placed(editor.changes(before));
      return new Trial(before, changes, errors(before.document(), changes), warnings, preflight);
    } finally {
      control.unlock();
    }
  }

  private static void bind(Document before, List<Change> changes) throws ConfigException {
    GatewayConfig config = LOADER.parse(before.json(), Format.JSON);
    new BoundDocument(before, config).with(changes, LOADER);
  }

  private static @Nullable ConfigErrors errors(Document before, List<Change> changes) {
    try {
      bind(before, changes);
      return null;
    } catch (ConfigException e) {
      return e.errors();
    }
  }

  @Override
  public <X extends Exception> boolean confirm(Check<X> check) throws X {
    control.lock();
    try {
      boolean waits = view.revision().confirmBy() != null;
      if (waits) {
        check.check(view);
        view = view(view.document(), view.history().confirmed());
      }
      return waits;
    } finally {
      control.unlock();
    }
  }

  @Override
  public StoreStatus store() {
    return new StoreStatus("memory", "", true, "");
  }

  @Override
  public void onChange(Consumer<ConfigView> listener) {
    listeners.add(listener);
  }
}
