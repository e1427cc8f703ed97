package io.sluice.gateway.store;

import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.FileBase;
import io.sluice.gateway.document.Revision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a store has. Immutable.
 *
 * @param oldest the document as of the first of {@code revisions}, whose own changes are not needed
 *     for it and not kept
 * @param revisions oldest first, at least one; the changes of each but the first lead on from the
 *     document of the one before
 * @param document as of the last revision
 * @param oldestBase what the author's file said as of the first revision
 * @param base what the author's file said as of the last revision
 */
public record Stored(
    Document oldest,
    List<Revision> revisions,
    Document document,
    FileBase oldestBase,
    FileBase base) {

  /** Keeps a copy. */
  public Stored {
    revisions = List.copyOf(revisions);
    if (revisions.isEmpty()) {
      throw new IllegalArgumentException("revisions: none (expected: at least 1)");
    }
  }

  /** Of a first revision, whose changes lead to it from {@link Document#EMPTY}. */
  static Stored first(Revision revision) {
    return first(
        revision, FileBase.SAME.after(Document.EMPTY, revision.changes(), revision.fromFile()));
  }

  static Stored first(Revision revision, FileBase base) {
    Document document = Document.EMPTY.with(revision.changes());
    return new Stored(document, List.of(revision.first()), document, base, base);
  }

  public Revision last() {
    return revisions.get(revisions.size() - 1);
  }

  /**
   * With one more.
   *
   * @throws IllegalArgumentException when it does not follow the last
   */
  Stored with(Revision next) {
    if (next.number() != last().number() + 1) {
      throw new IllegalArgumentException(
          "revision " + next.number() + " (expected: " + (last().number() + 1) + ")");
    }
    List<Revision> all = new ArrayList<>(revisions);
    all.add(next);
    return new Stored(
        oldest,
        all,
        document.with(next.changes()),
        oldestBase,
        base.after(document, next.changes(), next.fromFile()));
  }

  /** With the last one staying, whether somebody confirms it or not. */
  Stored confirmed() {
    List<Revision> all = new ArrayList<>(revisions);
    all.set(all.size() - 1, last().confirmed());
    return new Stored(oldest, all, document, oldestBase, base);
  }

  /**
   * Without the oldest revisions: as many are kept, and as much text, as may be at most. The last
   * can be undone, however long it is.
   */
  Stored trimmed(int most, long mostText) {
    long text = 0;
    for (Revision revision : revisions) {
      text += revision.text();
    }
    int first = 0;
    Document start = oldest;
    FileBase startBase = oldestBase;
    while (revisions.size() - first > most || (revisions.size() - first > 2 && text > mostText)) {
      text -= revisions.get(first).text();
      Revision next = revisions.get(++first);
      startBase = startBase.after(start, next.changes(), next.fromFile());
      start = start.with(next.changes());
    }
    if (first == 0) {
      return this;
    }
    List<Revision> kept = new ArrayList<>(revisions.subList(first, revisions.size()));
    kept.set(0, kept.get(0).first());
    return new Stored(start, kept, document, startBase, base);
  }

  /** The revisions behind one; null when it is not kept, or is another one of its number. */
  @Nullable List<Revision> since(Revision known) {
    long index = known.number() - revisions.get(0).number();
    if (index < 0 || index >= revisions.size()) {
      return null;
    }
    return revisions.get((int) index).tag().equals(known.tag())
        ? revisions.subList((int) index + 1, revisions.size())
        : null;
  }
}
