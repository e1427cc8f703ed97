package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.History;
import io.sluice.gateway.document.Revision;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.ConfigView;
import io.sluice.gateway.service.Trial;
import io.sluice.gateway.snapshot.Compiled;
import io.sluice.gateway.snapshot.GatewaySnapshot;
import io.sluice.gateway.store.ConfigStore;
import io.sluice.gateway.store.StoreException;
import io.sluice.gateway.store.StoreStatus;
import io.sluice.gateway.store.Stored;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The config of a running gateway over its changes. A change goes one way, whoever makes it: the
 * document is changed, what changed is bound and compiled, new addresses are bound, the store takes
 * the revision, and the workers adopt the snapshot. A failure in any step leaves all as it was.
 *
 * <p>Its methods wait for the control thread, which does it all; what is served may be read by any
 * thread.
 */
final class LiveConfig implements ConfigControl {
  private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);

  /** How often a change is made again that others overtook. */
  private static final int MOST_ATTEMPTS = 10;

  private final ControlThread control;
  private final Engine engine;
  private final ConfigOrigin origin;
  private final ConfigLoader loader;
  private final ConfigStore store;
  private final Trials trials;
  private final List<Consumer<ConfigView>> listeners = new CopyOnWriteArrayList<>();

  // written by the control thread
  private volatile @Nullable ConfigView now;
  private volatile String stuck = ""; // why a revision of the store does not run here

  LiveConfig(ControlThread control, Engine engine, ConfigOrigin origin) {
    this.control = control;
    this.engine = engine;
    this.origin = origin;
    this.loader = origin.loader();
    this.store = origin.store();
    this.trials = new Trials(origin, engine);
  }

  // ---- the control thread

  /** The config of the start is compiled. */
  void opened(GatewaySnapshot snapshot) {
    now = new ConfigView(snapshot.source().document(), snapshot, origin.history());
  }

  /** It is served. */
  void started() throws StoreException {
    boolean first = origin.started();
    store.watch(() -> control.execute(this::catchUp));
    if (!first) {
      control.execute(this::catchUp);
    }
    Revision last = now().revision();
    if (last.confirmBy() != null) {
      Duration left = Duration.between(Instant.now(), last.confirmBy());
      awaitConfirmation(last, left.compareTo(within(last)) < 0 ? left : within(last));
    }
  }

  /** How long its author gave it, by one clock. */
  private static Duration within(Revision unconfirmed) {
    return Duration.between(unconfirmed.time(), unconfirmed.confirmBy());
  }

  private ConfigView changed(Author author, @Nullable Duration confirmWithin, Editor<?> editor)
      throws Exception {
    for (int attempt = 1; ; attempt++) {
      ConfigView before = now();
      if (before.revision().confirmBy() != null && !author.undoes()) {
        throw new Unconfirmed(before.revision().number());
      }
      List<Change> changes = before.document().placed(editor.changes(before));
      if (changes.isEmpty()) {
        return before;
      }
      Instant until = confirmWithin == null ? null : Instant.now().plus(confirmWithin);
      Revision next = ConfigOrigin.next(before.revision(), author, until, changes);
      try {
        return apply(next, () -> origin.append(before.document(), next));
      } catch (StoreException.Overtaken e) {
        catchUp();
        if (attempt >= MOST_ATTEMPTS || now().revision().equals(before.revision())) {
          throw e;
        }
      } catch (StoreException e) {
        if (store.shared()) { // it may have been taken all the same
          control.after(Duration.ofSeconds(1), this::catchUp);
        }
        throw e;
      }
    }
  }

  private ConfigView apply(Revision next, Engine.Commit commit)
      throws ConfigException, IOException {
    ConfigView before = now();
    origin.check(next.changes(), next.fromFile());
    return apply(
        next.changes(),
        document -> before.history().with(next, document, origin.revisions()),
        commit);
  }

  /**
   * @param made the history until then, of the document that the changes lead to
   */
  private ConfigView apply(
      List<Change> changes, Function<Document, History> made, Engine.Commit commit)
      throws ConfigException, IOException {
    long begun = System.nanoTime();
    ConfigView before = now();
    BoundDocument bound = before.snapshot().source().with(changes, loader);
    History history = made.apply(bound.document());
    Compiled compiled = engine.compiled(bound, changes);
    long number = history.last().number();
    engine.apply(compiled, number, commit);
    ConfigView view = new ConfigView(bound.document(), compiled.snapshot(), history);
    now = view;
    engine.metrics().configReloaded(true);
    LOG.atInfo()
        .addKeyValue("revision", number)
        .addKeyValue("routes", bound.config().routes().size())
        .addKeyValue("upstreams", bound.config().upstreams().size())
        .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun))
        .addKeyValue("source", history.last().source())
        .addKeyValue("who", history.last().who())
        .addKeyValue("changes", changes.size())
        .log("reloaded");
    if (view.revision().confirmBy() != null) { // from now: nodes' clocks differ
      awaitConfirmation(view.revision(), within(view.revision()));
    }
    listeners.forEach(listener -> ControlThread.attempt(() -> listener.accept(view)));
    return view;
  }

  private void awaitConfirmation(Revision revision, Duration left) {
    control.after(left.isNegative() ? Duration.ZERO : left, () -> undo(revision));
  }

  /** Its time is over. */
  private void undo(Revision revision) {
    ConfigView view = now();
    if (!view.revision().equals(revision)) {
      return; // confirmed, or undone
    }
    Author author = ConfigOrigin.undoing(revision);
    try {
      changed(
          author,
          null,
          latest -> waits(latest.revision(), revision) ? revision.undoing() : List.of());
    } catch (Exception e) {
      LOG.error("{}, and cannot be undone; another attempt follows", author.comment(), e);
      control.after(Duration.ofSeconds(5), () -> undo(revision));
    }
  }

  private void reloaded(BoundDocument file) throws Exception {
    ConfigView before = now();
    if (store.shared()) {
      List<Change> own = origin.changesOf(file.document(), before.document());
      apply(own, next -> History.of(next, before.history().revisions()), () -> {});
      return;
    }
    ConfigView after =
        changed(origin.file(), null, view -> origin.changesOf(file.document(), view.document()));
    if (before.revision().equals(after.revision())) { // the log file may have been moved away
      apply(List.of(), document -> before.history(), () -> {});
    }
  }

  /** Whether the last one is still that one, and nobody has confirmed it. */
  private static boolean waits(Revision last, Revision revision) {
    return last.tag().equals(revision.tag()) && last.confirmBy() != null;
  }

  /** Takes over what others have put into the store. */
  private void catchUp() {
    try {
      ConfigView before = now();
      List<Revision> behind = store.since(before.revision());
      if (behind == null) {
        takeOver(store.load());
      } else {
        follow(behind);
      }
      Stored known = store.known();
      if (known != null
          && known.last().confirmBy() == null
          && known.last().number() == now().revision().number()
          && now().revision().confirmBy() != null) {
        stays(); // another node was told
      }
      stuck = "";
    } catch (ConfigException e) {
      engine.metrics().configReloaded(false);
      stuck = "a revision of the fleet cannot run here: " + e.getMessage();
      LOG.error("{}", stuck);
    } catch (IOException e) {
      LOG.warn("the store: {}", e.getMessage());
      if (store.shared()) {
        control.after(Duration.ofSeconds(1), this::catchUp); // it may not tell again
      }
    } catch (RuntimeException e) {
      engine.metrics().configReloaded(false);
      stuck = "a revision of the fleet cannot be read: " + e;
      LOG.error("{}", stuck, e);
    }
  }

  /** One that cannot run here may have been undone by a later one: then the last is what counts. */
  private void follow(List<Revision> behind) throws ConfigException, IOException {
    try {
      for (Revision revision : behind) {
        apply(revision, () -> {});
      }
    } catch (ConfigException e) {
      Stored all = store.known();
      if (all == null || all.last().number() == now().revision().number() + 1) {
        throw e;
      }
      takeOver(all);
    }
  }

  /** The store has another line of revisions. */
  private void takeOver(@Nullable Stored stored) throws ConfigException, IOException {
    ConfigView before = now();
    if (stored == null) {
      throw new StoreException("it has nothing any more", null);
    }
    Document next = origin.whole(stored, before.document());
    apply(
        before.document().changesToPlaces(next),
        document -> History.of(document, stored.revisions()),
        () -> {});
  }

  // ---- any thread

  /**
   * Has the file's say: what was changed in it since it was read last comes into force.
   *
   * @param file what it says now
   */
  void reload(BoundDocument file) throws ConfigException, IOException {
    try {
      control.call(
          () -> {
            reloaded(file);
            return "";
          });
    } catch (ConfigException | IOException | RuntimeException e) {
      engine.metrics().configReloaded(false);
      throw e;
    } catch (Unconfirmed e) {
      engine.metrics().configReloaded(false);
      throw new IOException(e.getMessage(), e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public ConfigView now() {
    return Objects.requireNonNull(now, "not open yet");
  }

  @Override
  @SuppressWarnings("unchecked") // what the editor throws is an X
  public <X extends Exception> ConfigView change(
      Author author, @Nullable Duration confirmWithin, Editor<X> editor)
      throws X, ConfigException, IOException, Unconfirmed {
    try {
      return control.call(() -> changed(author, confirmWithin, editor));
    } catch (ConfigException | IOException | Unconfirmed | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw (X) e;
    }
  }

  @Override
  @SuppressWarnings("unchecked") // what the editor throws is an X
  public <X extends Exception> Trial tried(Editor<X> editor) throws X {
    try {
      Trials.Outcome outcome = control.call(() -> trials.outcome(now(), editor));
      return trials.judged(outcome);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw (X) e;
    }
  }

  @Override
  public boolean confirm() throws StoreException {
    try {
      return control.call(this::confirmed);
    } catch (StoreException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean confirmed() throws StoreException {
    ConfigView before = now();
    if (before.revision().confirmBy() == null) {
      return false;
    }
    store.confirm(before.revision().number());
    Stored known = store.known();
    if (known != null && known.last().confirmBy() != null) {
      catchUp(); // another gateway has just undone it
      return false;
    }
    stays();
    return true;
  }

  private void stays() {
    ConfigView before = now();
    ConfigView view =
        new ConfigView(before.document(), before.snapshot(), before.history().confirmed());
    now = view;
    LOG.atInfo().addKeyValue("revision", view.revision().number()).log("confirmed");
    listeners.forEach(listener -> ControlThread.attempt(() -> listener.accept(view)));
  }

  @Override
  public StoreStatus store() {
    StoreStatus status = store.status();
    return stuck.isEmpty()
        ? status
        : new StoreStatus(status.type(), status.place(), status.reachable(), stuck);
  }

  @Override
  public void onChange(Consumer<ConfigView> listener) {
    listeners.add(listener);
  }
}
