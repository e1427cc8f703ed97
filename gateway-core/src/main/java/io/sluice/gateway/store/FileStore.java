package io.sluice.gateway.store;

import io.sluice.gateway.document.History;
import io.sluice.gateway.document.Revision;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Keeps revisions in one file, to which lines are appended: first a checkpoint, the document as of
 * the oldest revision that is kept; then one line for each revision behind it, and one for each
 * that is confirmed. A write is one line and one flush, however large the document is. From time to
 * time the file is replaced by a shorter one of the same meaning.
 *
 * <p>A line that a cut of power has torn is the last one and has no end, or the wrong checksum: its
 * revision was never told to be kept, and it is cut off. Any other wrong line is damage, which
 * nobody but the operator can judge. Its owner's thread alone calls it.
 */
public final class FileStore implements ConfigStore {

  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

  /** A file below this many bytes is not replaced for its length. */
  private static final long SHORT = 64 << 10;

  /** A file over this many bytes is replaced seldom: that takes a good part of a second. */
  private static final long LONG = 1 << 20;

  private final StateFile file;
  private final int most;
  private @Nullable Stored stored;

  /** Bytes of the checkpoint, then of the line of each revision that is kept. */
  private final Deque<Long> lengths = new ArrayDeque<>();

  private long lines;

  /** After a failure nobody knows what the disk has: the next write replaces all of it. */
  private boolean broken;

  private volatile String trouble = "";

  /**
   * A store that has not been opened: {@link #load} does that.
   *
   * @param file the state file; another one beside it keeps two gateways from writing it
   * @param most revisions to keep, at least 1
   */
  public FileStore(Path file, int most) {
    this(file, most, channel -> channel);
  }

  FileStore(Path file, int most, UnaryOperator<FileChannel> disk) {
    this.file = new StateFile(file, disk);
    this.most = most;
  }

  @Override
  public @Nullable Stored load() throws StoreException {
    if (stored != null) {
      return stored;
    }
    try {
      if (Files.exists(file.path())) { // else its folder may be read-only until there is a change
        file.lock();
        read();
      }
      trouble = "";
      return stored;
    } catch (IOException e) {
      throw failure("cannot be read", e);
    }
  }

  private void read() throws IOException {
    long good = 0;
    Stored read = null;
    lengths.clear();
    lines = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file.path()), 1 << 16)) {
      StateLine line = StateLine.read(in);
      if (line == null) {
        throw damage(1, "is missing");
      }
      while (line != null) {
        byte[] text = line.text();
        if (text == null) {
          if (read == null || StateLine.read(in) != null) {
            throw damage(lines + 1, "does not have its checksum");
          }
          LOG.warn(
              "{}: line {} has no end, and is cut off: a write was interrupted before anybody was"
                  + " told that it is done",
              file.path(),
              lines + 1);
          break;
        }
        read = applied(read, text, line.length());
        lines++;
        good += line.length();
        line = StateLine.read(in);
      }
    }
    file.open(good);
    stored = trimmed(Objects.requireNonNull(read));
  }

  private Stored applied(@Nullable Stored before, byte[] text, long length) throws StoreException {
    try {
      JsonNode tree = StateText.tree(text);
      if (before == null) {
        lengths.add(length);
        return StateText.checkpoint(tree).stored();
      }
      if (tree.has("confirmed")) {
        return before.last().number() == StateText.number(tree, "confirmed")
            ? before.confirmed()
            : before;
      }
      Stored next = before.with(StateText.revision(tree, before.document()));
      lengths.add(length);
      return next;
    } catch (IllegalArgumentException e) {
      throw damage(lines + 1, "cannot be used: " + e.getMessage());
    }
  }

  private StoreException damage(long line, String what) {
    String message =
        "line "
            + line
            + " "
            + what
            + " (restore the file from a copy; or move it away, to start with what the config file"
            + " says)";
    return failure(message, null);
  }

  @Override
  public void append(Revision next) throws StoreException {
    try {
      if (stored == null) {
        file.lock();
        if (!broken && Files.exists(file.path())) {
          throw new IOException("another gateway has written it (expected: a file for each)");
        }
        replace(Stored.first(next));
        return;
      }
      Stored with = stored.with(next);
      if (isBroken()) {
        replace(with.trimmed(most, History.MOST_TEXT));
        return;
      }
      byte[] line = StateLine.of(StateText.revision(next));
      appendLine(line);
      lengths.add((long) line.length);
      stored = trimmed(with);
      trouble = "";
    } catch (IOException e) {
      throw failure("revision " + next.number() + " cannot be written", e);
    }
    compact();
  }

  @Override
  public void confirm(long number) throws StoreException {
    Stored now = stored;
    if (now == null || now.last().number() != number || now.last().confirmBy() == null) {
      return;
    }
    try {
      if (isBroken()) {
        replace(now.confirmed());
        return;
      }
      String text = "{\"confirmed\":" + number + "}";
      appendLine(StateLine.of(text.getBytes(StandardCharsets.UTF_8)));
      stored = now.confirmed();
      trouble = "";
    } catch (IOException e) {
      throw failure("that revision " + number + " stays cannot be written", e);
    }
  }

  private boolean isBroken() {
    if (!broken && !file.isIntact()) {
      LOG.warn("{}: it is gone, or was changed by somebody else; it is written anew", file.path());
      broken = true;
    }
    return broken;
  }

  private void appendLine(byte[] line) throws IOException {
    broken = true;
    file.append(line);
    broken = false;
    lines++;
  }

  private Stored trimmed(Stored all) {
    Stored kept = all.trimmed(most, History.MOST_TEXT);
    long head = lengths.removeFirst();
    while (lengths.size() > kept.revisions().size() - 1) {
      lengths.removeFirst();
    }
    lengths.addFirst(head);
    return kept;
  }

  private void compact() {
    long needed = 0;
    for (long length : lengths) {
      needed += length;
    }
    long mostLines = (file.length() <= LONG ? 2L : 10L) * most;
    if (lines <= mostLines && (file.length() <= SHORT || file.length() <= 2 * needed)) {
      return;
    }
    try {
      replace(Objects.requireNonNull(stored));
    } catch (IOException e) {
      trouble = "cannot be shortened: " + e.getMessage(); // what it has to keep, it has
    }
  }

  /** Has it keep this and nothing else. */
  void replace(Stored next) throws IOException {
    file.lock();
    List<byte[]> content = new ArrayList<>();
    content.add(StateLine.of(StateText.checkpoint(next)));
    for (Revision revision : next.revisions().subList(1, next.revisions().size())) {
      content.add(StateLine.of(StateText.revision(revision)));
    }
    broken = true;
    file.replace(content);
    broken = false;
    lengths.clear();
    content.forEach(line -> lengths.add((long) line.length));
    lines = content.size();
    stored = next;
    trouble = "";
  }

  private StoreException failure(String what, @Nullable IOException cause) {
    if (cause instanceof StoreException known) {
      return known;
    }
    String why = cause == null ? "" : ": " + cause.getMessage();
    trouble = what + why;
    return new StoreException(file.path() + ": " + what + why, cause);
  }

  @Override
  public @Nullable List<Revision> since(Revision known) {
    return stored == null ? null : stored.since(known);
  }

  @Override
  public @Nullable Stored known() {
    return stored;
  }

  @Override
  public void watch(Runnable changed) {
    // nobody else writes it
  }

  @Override
  public StoreStatus status() {
    String said = trouble;
    return new StoreStatus("file", file.path().toString(), said.isEmpty(), said);
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public void close() {
    file.close();
  }
}
