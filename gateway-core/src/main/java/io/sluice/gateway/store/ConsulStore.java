package io.sluice.gateway.store;

import io.sluice.gateway.config.ConsulConfig;
import io.sluice.gateway.document.History;
import io.sluice.gateway.document.Revision;
import io.sluice.gateway.store.ConsulHead.Entry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps revisions in Consul, for all gateways that name the same prefix. {@code head} says which
 * there are; {@code log/<number>-<tag>/} has the changes of each, {@code
 * checkpoint/<number>-<copy>/} the document that they begin with. An append writes the changes,
 * then replaces the head if nobody else has: that, and nothing before, is the commit. Of two
 * gateways one is overtaken.
 *
 * <p>All that was seen is copied to a file too, for a start without Consul. The copy is never
 * written back. Its owner's thread alone calls it, but for {@link #status}.
 */
public final class ConsulStore implements ConfigStore {

  /** More would make the head longer than a value may be. */
  private static final int MOST_REVISIONS = 2000;

  private static final int ATTEMPTS = 5;

  private final ConsulKv kv;
  private final ConsulTexts texts;
  private final String prefix;
  private final int most;
  private final @Nullable FileStore copy;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  private @Nullable Stored stored;

  /** As of the last answer; null when it is not known. */
  private @Nullable ConsulHead head;

  /** Of the head; the watch's thread reads it. */
  private volatile long headIndex;

  private volatile @Nullable Instant reached;
  private volatile String trouble = "";
  private volatile String copyTrouble = "";
  private @Nullable ConsulWatch watch;

  /**
   * A store that has asked nothing yet.
   *
   * @param consul whom to ask
   * @param prefix where its keys begin
   * @param most revisions to keep, at least 1
   * @param copy where they are kept on this node too; it is closed with this; null = nowhere
   */
  public ConsulStore(ConsulConfig consul, String prefix, int most, @Nullable FileStore copy) {
    this(consul, prefix, most, copy, Clock.systemUTC());
  }

  ConsulStore(ConsulConfig consul, String prefix, int most, @Nullable FileStore copy, Clock clock) {
    String plain = prefix.replaceAll("^/+|/+$", "");
    if (plain.isEmpty()) {
      throw new IllegalArgumentException("prefix: '" + prefix + "' (expected: a key)");
    }
    this.kv = new ConsulKv(consul);
    this.texts = new ConsulTexts(kv);
    this.prefix = plain + "/";
    this.most = Math.min(most, MOST_REVISIONS);
    this.copy = copy;
    this.clock = clock;
  }

  private String headKey() {
    return prefix + "head";
  }

  private String checkpointFolder(long number, String copyTag) {
    return prefix + "checkpoint/" + number + "-" + copyTag + "/";
  }

  private String logFolder(long number, String tag) {
    return prefix + "log/" + number + "-" + tag + "/";
  }

  @Override
  public @Nullable Stored load() throws StoreException {
    Stored copied = stored == null ? copied() : stored;
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (!readHead()) {
          stored = copied; // what was known is put back with the next revision
          return copied;
        }
        Stored all = caughtUp(copied);
        if (all == null) {
          all = caughtUp(checkpoint());
        }
        if (all != null) {
          known(all);
          return stored;
        }
      }
      throw failed(new StoreException(place() + ": it changes faster than it can be read", null));
    } catch (StoreException e) {
      if (copied == null) {
        throw e;
      }
      head = null;
      stored = copied;
      return copied;
    }
  }

  /** The copy on this node, or null. */
  private @Nullable Stored copied() {
    try {
      copyTrouble = "";
      return copy == null ? null : copy.load();
    } catch (StoreException e) {
      copyTrouble = String.valueOf(e.getMessage());
      return null;
    }
  }

  /** Asks the leader for the head; false when there is none. */
  private boolean readHead() throws StoreException {
    try {
      ConsulKv.Value value = kv.read(headKey());
      outcome(null);
      head = value == null ? null : ConsulHead.of(value.bytes());
      headIndex = value == null ? 0 : value.index();
      return value != null;
    } catch (StoreException e) {
      head = null;
      throw failed(e);
    } catch (IllegalArgumentException e) {
      head = null;
      throw failed(new StoreException(place() + "head cannot be used: " + e.getMessage(), e));
    }
  }

  /** The first revision; null when it is no longer there. */
  private @Nullable Stored checkpoint() throws StoreException {
    ConsulHead line = head;
    if (line == null) {
      return null;
    }
    byte[] text = texts.read(checkpointFolder(line.first(), line.copy()), line.chunks());
    if (text == null) {
      return null;
    }
    try {
      return StateText.checkpoint(StateText.tree(text)).stored();
    } catch (IllegalArgumentException e) {
      throw failed(unusable(line.first(), e));
    }
  }

  private StoreException unusable(long number, IllegalArgumentException e) {
    return new StoreException(
        place() + "revision " + number + " cannot be used: " + e.getMessage(), e);
  }

  /** The same with what the head has behind it; null when that is another line, or gone. */
  private @Nullable Stored caughtUp(@Nullable Stored from) throws StoreException {
    ConsulHead line = head;
    if (line == null || from == null || !line.has(from.last().number(), from.last().tag())) {
      return null;
    }
    Stored all = confirmed(from, line);
    for (long number = from.last().number() + 1; number <= line.last(); number++) {
      Entry entry = line.entry(number);
      byte[] text = texts.read(logFolder(number, entry.tag()), entry.chunks());
      if (text == null) {
        return null;
      }
      try {
        all = confirmed(all.with(StateText.revision(StateText.tree(text), all.document())), line);
      } catch (IllegalArgumentException e) {
        throw failed(unusable(number, e));
      }
    }
    return all.trimmed(most, History.MOST_TEXT);
  }

  private static Stored confirmed(Stored all, ConsulHead line) {
    boolean stays = all.last().confirmBy() != null && line.entry(all.last().number()).confirmed();
    return stays ? all.confirmed() : all;
  }

  @Override
  public void append(Revision next) throws StoreException {
    Stored before = stored;
    Stored after = before == null ? Stored.first(next) : before.with(next);
    if (head == null && readHead() && before == null) {
      throw overtaken(next);
    }
    ConsulHead line = head;
    if (line != null
        && before != null
        && (line.last() != before.last().number()
            || !line.has(before.last().number(), before.last().tag()))) {
      throw overtaken(next);
    }
    try {
      commit(line, after, next);
    } catch (StoreException e) {
      if (!(e instanceof StoreException.Overtaken)) {
        head = null; // perhaps it is there now
        throw failed(e);
      }
      throw e;
    }
    known(after.trimmed(most, History.MOST_TEXT));
    compact();
  }

  private void commit(@Nullable ConsulHead line, Stored after, Revision next)
      throws StoreException {
    String folder;
    ConsulHead to;
    if (line == null) {
      String tag = newTag();
      folder = checkpointFolder(next.number(), tag);
      Stored alone = after.trimmed(1, History.MOST_TEXT); // what was before is not kept
      int chunks = texts.write(folder, StateText.checkpoint(alone));
      Entry entry = new Entry(next.tag(), 0, false);
      to = new ConsulHead(next.number(), tag, chunks, List.of(entry));
    } else {
      folder = logFolder(next.number(), next.tag());
      int chunks = texts.write(folder, StateText.revision(next));
      to = line.with(new Entry(next.tag(), chunks, false));
    }
    long index = kv.swap(headKey(), to.text(), headIndex);
    outcome(null);
    if (index > 0) {
      head = to;
      headIndex = index;
      return;
    }
    // Consul may have been asked twice on the way: then the head is this one already.
    boolean there = readHead();
    ConsulHead now = head;
    if (there && now != null && now.has(next.number(), next.tag())) {
      return;
    }
    discard(List.of(folder));
    throw overtaken(next);
  }

  private StoreException.Overtaken overtaken(Revision next) {
    return new StoreException.Overtaken(
        place() + "revision " + next.number() + " was made by another gateway first");
  }

  @Override
  public void confirm(long number) throws StoreException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Stored now = stored;
      if (now == null || now.last().number() != number || now.last().confirmBy() == null) {
        return;
      }
      boolean there = readHead();
      ConsulHead line = head;
      if (!there || line == null || line.last() != number || !line.has(number, now.last().tag())) {
        return; // it is not the last
      }
      try {
        ConsulHead to = line.confirmed();
        long index =
            line.entry(number).confirmed() ? headIndex : kv.swap(headKey(), to.text(), headIndex);
        if (index > 0) {
          head = to;
          headIndex = index;
          known(now.confirmed());
          return;
        }
      } catch (StoreException e) {
        throw failed(e);
      }
    }
    throw failed(new StoreException(place() + "head changes faster than it can be read", null));
  }

  @Override
  public @Nullable List<Revision> since(Revision known) throws StoreException {
    for (int attempt = 0; attempt < ATTEMPTS && readHead(); attempt++) {
      ConsulHead line = head;
      Stored now = stored;
      if (line == null || now == null || !line.has(now.last().number(), now.last().tag())) {
        return null;
      }
      Stored all = caughtUp(now);
      if (all != null) {
        known(all);
        return all.since(known);
      }
    }
    return null;
  }

  private void known(Stored now) {
    stored = now;
    FileStore to = copy;
    if (to == null) {
      return;
    }
    try {
      Stored has = to.known();
      List<Revision> missing = has == null ? null : now.since(has.last());
      if (missing == null) {
        to.replace(now);
      } else {
        for (Revision revision : missing) {
          to.append(revision);
        }
        if (now.last().confirmBy() == null) {
          to.confirm(now.last().number());
        }
      }
      copyTrouble = "";
    } catch (IOException e) {
      copyTrouble = String.valueOf(e.getMessage());
    }
  }

  @Override
  public @Nullable Stored known() {
    return stored;
  }

  /** Makes the log short again; whoever is first does it, and nobody minds when it fails. */
  private void compact() {
    ConsulHead line = head;
    Stored now = stored;
    if (line == null
        || now == null
        || (line.entries().size() <= 2 * most
            && line.entries().size() <= 2 * now.revisions().size() + 8)) {
      return;
    }
    long first = now.revisions().get(0).number();
    String tag = newTag();
    String folder = checkpointFolder(first, tag);
    try {
      int chunks = texts.write(folder, StateText.checkpoint(now));
      List<Entry> entries =
          new ArrayList<>(
              line.entries().subList((int) (first - line.first()), line.entries().size()));
      ConsulHead to = new ConsulHead(first, tag, chunks, entries);
      long index = kv.swap(headKey(), to.text(), headIndex);
      if (index == 0) {
        discard(List.of(folder));
        return;
      }
      head = to;
      headIndex = index;
      clean(to);
    } catch (StoreException e) {
      outcome(e);
    }
  }

  /**
   * Deletes what nobody can need any more: other checkpoints of no later revision, and entries that
   * are not in the log but have the number of one that is, or of an older one. What others are
   * about to add has a later number.
   */
  private void clean(ConsulHead line) throws StoreException {
    List<String> gone = new ArrayList<>();
    for (String folder : kv.folders(prefix + "checkpoint/")) {
      long number = number(folder);
      if (number <= line.first() && !folder.equals(checkpointFolder(number, line.copy()))) {
        gone.add(folder);
      }
    }
    for (String folder : kv.folders(prefix + "log/")) {
      long number = number(folder);
      boolean inLog =
          number > line.first()
              && number <= line.last()
              && folder.equals(logFolder(number, line.entry(number).tag()));
      if (number <= line.last() && !inLog) {
        gone.add(folder);
      }
    }
    discard(gone);
  }

  /** The number that a folder's name begins with; {@code Long.MAX_VALUE} for what is not ours. */
  private static long number(String folder) {
    String name = folder.substring(folder.lastIndexOf('/', folder.length() - 2) + 1);
    int dash = name.indexOf('-');
    try {
      return dash < 0 || !name.endsWith("/")
          ? Long.MAX_VALUE
          : Long.parseLong(name.substring(0, dash));
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private void discard(List<String> folders) {
    try {
      kv.delete(folders);
    } catch (StoreException e) {
      outcome(e); // the next one to make the log short deletes them
    }
  }

  private String newTag() {
    byte[] bytes = new byte[8];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void watch(Runnable changed) {
    ConsulWatch started =
        new ConsulWatch(kv, headKey(), index -> index == headIndex, this::outcome, changed);
    watch = started;
    started.start();
  }

  private StoreException failed(StoreException e) {
    outcome(e);
    return e;
  }

  /** Any thread. */
  private void outcome(@Nullable StoreException failure) {
    if (failure == null) {
      reached = clock.instant();
      trouble = "";
    } else {
      trouble = String.valueOf(failure.getMessage());
    }
  }

  private String place() {
    return "Consul at " + kv.root() + ": " + prefix;
  }

  @Override
  public StoreStatus status() {
    String said = trouble;
    Instant last = reached;
    if (!said.isEmpty()) {
      said +=
          last == null
              ? " (not reached since the start)"
              : " (last reached " + last.truncatedTo(ChronoUnit.SECONDS) + ")";
    }
    String copySaid = copyTrouble;
    if (!copySaid.isEmpty()) {
      said += (said.isEmpty() ? "" : "; ") + "no copy on this node: " + copySaid;
    }
    return new StoreStatus("consul", kv.root() + " " + prefix, trouble.isEmpty(), said);
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    kv.close();
    if (copy != null) {
      copy.close();
    }
  }
}
