package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigError;
import io.sluice.gateway.config.ConfigErrors;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.FileBase;
import io.sluice.gateway.document.History;
import io.sluice.gateway.document.Revision;
import io.sluice.gateway.service.ConfigControl.Author;
import io.sluice.gateway.service.ConfigView;
import io.sluice.gateway.store.ConfigStore;
import io.sluice.gateway.store.MemoryStore;
import io.sluice.gateway.store.StoreException;
import io.sluice.gateway.store.Stored;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the config comes from: a file that its user writes, and a store of what was changed since.
 * Each resource is taken from where it was changed last. A store that a fleet shares has all but
 * what is a node's own, which stays in its file.
 *
 * <p>Nothing is written to a store that is not shared before the admin API changes something: until
 * then the file says it all, and its folder may be read-only. Control thread, once the gateway
 * runs.
 */
public final class ConfigOrigin implements AutoCloseable {

  /** The sections of which each node of a fleet has its own. */
  private static final Set<String> OWN =
      Set.of("server", "listeners", "admin", "store", "consul", "access_log");

  private static final SecureRandom RANDOM = new SecureRandom();

  private final ConfigLoader loader;
  private final ConfigStore store;
  private final String place;
  private final int revisions;
  private final BoundDocument start;
  private final History history;

  /** What the store is to take once the gateway runs with it. */
  private final List<Revision> pending = new ArrayList<>();

  private boolean stored; // whether the store has anything

  /**
   * Reads the store, and decides what the gateway starts with.
   *
   * @param place of the file, for people; empty when there is none
   * @param file what it says
   * @throws ConfigException when the file and the store's changes do not fit together
   * @throws StoreException when the store cannot be read
   */
  ConfigOrigin(
      ConfigLoader loader, String place, BoundDocument file, ConfigStore store, int revisions)
      throws ConfigException, StoreException {
    this.loader = loader;
    this.store = store;
    this.place = place;
    this.revisions = revisions;
    Stored all = store.load();
    stored = all != null;
    if (all == null) {
      start = file;
      history = store.shared() ? seed() : History.of(file.document(), List.of(first(1, List.of())));
    } else if (store.shared()) {
      Document whole = whole(all, file.document());
      start = fitting(file, whole);
      history = History.of(whole, all.revisions());
    } else {
      history = edited(all, file.document());
      start = fitting(file, history.document());
    }
  }

  /** A config without a file and without a store that outlives the process. */
  public static ConfigOrigin inMemory(ConfigLoader loader, BoundDocument config)
      throws ConfigException, StoreException {
    return new ConfigOrigin(loader, "", config, new MemoryStore(100), 100);
  }

  /** What a fleet begins with. */
  private History seed() {
    List<Change> changes = new ArrayList<>(start.document().fromEmpty());
    changes.removeIf(change -> OWN.contains(change.resource().key()));
    Revision seed = first(1, changes);
    pending.add(seed);
    return History.of(start.document(), List.of(seed.first()));
  }

  /**
   * What was changed, with what was edited in the file since. A change that nobody has confirmed is
   * undone before: what follows it would keep it for good.
   */
  private History edited(Stored all, Document file) {
    History history = History.of(all.document(), all.revisions());
    FileBase said = all.base();
    if (said.changesOfFile(all.document(), file).isEmpty()) {
      return history;
    }
    Revision last = all.last();
    if (last.confirmBy() != null) {
      Revision undo = next(last, undoing(last), null, last.undoing());
      said = said.after(history.document(), undo.changes(), false);
      history = history.with(undo, revisions);
      pending.add(undo);
    }
    List<Change> edits = said.changesOfFile(history.document(), file);
    if (!edits.isEmpty()) {
      Revision edit = next(history.last(), file(), null, edits);
      history = history.with(edit, revisions);
      pending.add(edit);
    }
    return history;
  }

  /** Who takes back what nobody has confirmed. */
  static Author undoing(Revision unconfirmed) {
    String comment = "revision " + unconfirmed.number() + " was not confirmed";
    return new Author("sluice", "", Author.ROLLBACK, comment);
  }

  /** Who makes the changes of the file. */
  Author file() {
    return new Author("file", place, Revision.FILE, "");
  }

  /**
   * The gateway runs with what it started with: the store is told what that has brought.
   *
   * @return false when another node of the fleet was first, and its config counts
   */
  boolean started() throws StoreException {
    try {
      for (Revision next : pending) {
        store.append(next);
        stored = true;
      }
      return true;
    } catch (StoreException.Overtaken e) {
      if (!store.shared()) {
        throw e;
      }
      stored = true;
      return false;
    } finally {
      pending.clear();
    }
  }

  private BoundDocument fitting(BoundDocument file, Document whole) throws ConfigException {
    try {
      BoundDocument bound = file.with(file.document().changesTo(whole), loader);
      return new BoundDocument(whole, bound.config()); // the same things, at the store's places
    } catch (ConfigException e) {
      throw new UnfitChanges(store.status(), e);
    }
  }

  private Revision first(long number, List<Change> changes) {
    return new Revision(
        number, tag(), Instant.now(), "file", place, Revision.FILE, "", null, changes);
  }

  private static String tag() {
    byte[] tag = new byte[8];
    RANDOM.nextBytes(tag);
    return HexFormat.of().formatHex(tag);
  }

  ConfigLoader loader() {
    return loader;
  }

  ConfigStore store() {
    return store;
  }

  /** How many revisions are kept. */
  int revisions() {
    return revisions;
  }

  /** What the gateway starts with. */
  BoundDocument start() {
    return start;
  }

  /** The revisions until then. */
  History history() {
    return history;
  }

  /** A revision that follows another. */
  static Revision next(
      Revision last, Author author, @Nullable Instant confirmBy, List<Change> changes) {
    return new Revision(
        last.number() + 1,
        tag(),
        Instant.now(),
        author.who(),
        author.from(),
        author.source(),
        author.comment(),
        confirmBy,
        changes);
  }

  /**
   * What an edit of the file changes.
   *
   * @param file what it says now
   */
  List<Change> changesOf(Document file, Document running) {
    Stored known = store.known();
    FileBase base = known == null ? FileBase.SAME : known.base();
    return store.shared() ? own(running, file) : base.changesOfFile(running, file);
  }

  /** What is wrong with an edited file, with which the store's changes may have to do. */
  ConfigException refused(ConfigException edited) {
    Stored known = store.known();
    return known == null || known.base().differing().isEmpty()
        ? edited
        : new UnfitChanges(store.status(), edited);
  }

  /** What the store has, with this node's own part. */
  Document whole(Stored all, Document running) {
    return store.shared() ? all.document().with(own(Document.EMPTY, running)) : all.document();
  }

  private static List<Change> own(Document from, Document to) {
    return from.changesTo(to).stream()
        .filter(change -> OWN.contains(change.resource().key()))
        .toList();
  }

  /**
   * Refuses to share what is a node's own, and to keep in the store which store it is.
   *
   * @param fromFile whether the node's file says it
   */
  void check(List<Change> changes, boolean fromFile) throws ConfigException {
    List<ConfigError> errors = new ArrayList<>();
    for (Change change : changes) {
      String key = change.resource().key();
      if (store.shared() && OWN.contains(key)) {
        String message = "is each node's own (expected: a change of its file, or no change)";
        errors.add(new ConfigError(key, message, 0));
      } else if (key.equals("store") && !fromFile) {
        String message = "is read at the start (expected: a change of the file, and a restart)";
        errors.add(new ConfigError(key, message, 0));
      }
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(new ConfigErrors(errors));
    }
  }

  /**
   * Has the store take a revision, if it is one to be kept.
   *
   * @param before what it changes
   */
  void append(ConfigView before, Revision next) throws StoreException {
    if (stored || !next.fromFile()) {
      if (!stored) {
        store.append(before.revision().leading(before.document().fromEmpty()));
        stored = true;
      }
      store.append(next);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
