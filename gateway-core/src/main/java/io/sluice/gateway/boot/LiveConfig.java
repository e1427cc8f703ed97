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
import org.slf4j.spi.LoggingEventBuilder;

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
  private final StoreFollower follower;
  private final Confirmation confirmation;
  private final List<Consumer<ConfigView>> listeners = new CopyOnWriteArrayList<>();

  private volatile @Nullable ConfigView now; // written by the control thread

  LiveConfig(ControlThread control, Engine engine, ConfigOrigin origin) {
    this.control = control;
    this.engine = engine;
    this.origin = origin;
    this.loader = origin.loader();
    this.store = origin.store();
    this.trials = new Trials(origin, engine);
    this.follower = new StoreFollower(control, store, this);
    this.confirmation = new Confirmation(control, this);
  }

  // ---- the control thread

  /** The config of the start is compiled. */
  void opened(GatewaySnapshot snapshot) {
    now = new ConfigView(snapshot.source().document(), snapshot, origin.history());
  }

  /** It is served. */
  void started() throws StoreException {
    boolean first = origin.started();
    store.watch(() -> control.execute(follower::catchUp));
    if (!first) {
      control.execute(follower::catchUp);
    }
    confirmation.resume(now().revision());
  }

  /** Makes a change of an author. */
  ConfigView changed(Author author, @Nullable Duration confirmWithin, Editor<?> editor)
      throws Exception {
    for (int attempt = 1; ; attempt++) {
      ConfigView before = now();
      List<Change> changes = before.document().placed(editor.changes(before));
      if (changes.isEmpty()) {
        return before;
      }
      if (before.revision().confirmBy() != null && !(author.undoes() && confirmWithin == null)) {
        throw new Unconfirmed(before.revision().number());
      }
      Instant until = confirmWithin == null ? null : Instant.now().plus(confirmWithin);
      Revision next = ConfigOrigin.next(before.revision(), author, until, changes);
      try {
        return apply(next, () -> origin.append(before, next));
      } catch (StoreException.Overtaken e) {
        follower.catchUp();
        if (attempt >= MOST_ATTEMPTS || now().revision().equals(before.revision())) {
          throw e;
        }
      } catch (StoreException e) {
        follower.catchUpLater(); // it may have been taken all the same
        throw e;
      }
    }
  }

  /** Brings a revision into force that follows the last. */
  ConfigView apply(Revision next, Engine.Commit commit) throws ConfigException, IOException {
    ConfigView before = now();
    origin.check(next.changes(), next.fromFile());
    return apply(
        next.changes(),
        document -> before.history().with(next, document, origin.revisions()),
        commit);
  }

  /**
   * Brings changes into force.
   *
   * @param made the history until then, of the document that the changes lead to
   */
  ConfigView apply(List<Change> changes, Function<Document, History> made, Engine.Commit commit)
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
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("revision", number)
            .addKeyValue("routes", bound.config().routes().size())
            .addKeyValue("upstreams", bound.config().upstreams().size())
            .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    if (!changes.isEmpty()) {
      line = line.addKeyValue("source", history.last().source());
      line = line.addKeyValue("who", history.last().who());
    }
    line.addKeyValue("changes", changes.size()).log("reloaded");
    confirmation.await(view.revision());
    tell(view);
    return view;
  }

  private void tell(ConfigView view) {
    listeners.forEach(listener -> ControlThread.attempt(() -> listener.accept(view)));
  }

  private void reloaded(BoundDocument file) throws Exception {
    ConfigView before = now();
    if (store.shared()) {
      List<Change> own = origin.changesOf(file.document(), before.document());
      apply(own, next -> History.of(next, before.history().revisions()), () -> {});
      return;
    }
    try {
      changed(origin.file(), null, view -> origin.changesOf(file.document(), view.document()));
    } catch (ConfigException e) {
      throw origin.refused(e);
    } catch (Unconfirmed e) {
      apply(List.of(), document -> before.history(), () -> {});
      throw e;
    }
    if (before.revision().tag().equals(now().revision().tag())) { // its log may have been moved
      apply(List.of(), document -> before.history(), () -> {});
    }
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
      ConfigView before = now();
      List<Change> changes = before.document().placed(editor.changes(before));
      Trials.Outcome outcome = control.call(() -> trials.outcome(before, changes));
      return trials.judged(outcome);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw (X) e;
    }
  }

  @Override
  @SuppressWarnings("unchecked") // what the check throws is an X
  public <X extends Exception> boolean confirm(Check<X> check) throws X, StoreException {
    try {
      return control.call(() -> confirmed(check));
    } catch (StoreException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw (X) e;
    }
  }

  private boolean confirmed(Check<?> check) throws Exception {
    ConfigView before = now();
    if (before.revision().confirmBy() == null) {
      return false;
    }
    check.check(before);
    store.confirm(before.revision().number());
    Stored known = store.known();
    if (known != null && known.last().confirmBy() != null) {
      follower.catchUp(); // another gateway has just undone it
      return false;
    }
    stays();
    return true;
  }

  /** The last revision is confirmed. Control thread. */
  void stays() {
    ConfigView before = now();
    ConfigView view =
        new ConfigView(before.document(), before.snapshot(), before.history().confirmed());
    now = view;
    confirmation.await(view.revision());
    LOG.atInfo().addKeyValue("revision", view.revision().number()).log("confirmed");
    tell(view);
  }

  /** One of the fleet's cannot run here. */
  void refused() {
    engine.metrics().configReloaded(false);
  }

  /** What the store has, with this node's own part. */
  Document whole(Stored all) {
    return origin.whole(all, now().document());
  }

  @Override
  public StoreStatus store() {
    StoreStatus status = store.status();
    String stuck = follower.stuck();
    return stuck.isEmpty()
        ? status
        : new StoreStatus(status.type(), status.place(), status.reachable(), stuck);
  }

  @Override
  public void onChange(Consumer<ConfigView> listener) {
    listeners.add(listener);
  }
}
