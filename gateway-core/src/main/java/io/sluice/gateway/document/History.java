package io.sluice.gateway.document;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last revisions and the document they have led to. Immutable. Older documents are found by
 * going back from the last one, so that only what changed is kept of each.
 */
public final class History {

  /** Characters of changes that are kept: older revisions go first. */
  public static final long MOST_TEXT = 64L << 20;

  private final Document document;
  private final List<Revision> revisions; // oldest first, numbers without gaps

  private History(Document document, List<Revision> revisions) {
    this.document = document;
    this.revisions = revisions;
  }

  /**
   * Of revisions, oldest first, at least one.
   *
   * @param document as of the last
   */
  public static History of(Document document, List<Revision> revisions) {
    return new History(document, List.copyOf(revisions));
  }

  /** The last document. */
  public Document document() {
    return document;
  }

  /** The last revision. */
  public Revision last() {
    return revisions.get(revisions.size() - 1);
  }

  /** All that are kept, oldest first; the changes of the oldest may not be known. */
  public List<Revision> revisions() {
    return revisions;
  }

  /** The revision of a number, or null when it is not kept or never was. */
  public @Nullable Revision revision(long number) {
    long index = number - revisions.get(0).number();
    return index < 0 || index >= revisions.size() ? null : revisions.get((int) index);
  }

  /** The document as of a revision, or null when that is not kept. */
  public @Nullable Document at(long number) {
    if (revision(number) == null) {
      return null;
    }
    Document then = document;
    for (int i = revisions.size() - 1; revisions.get(i).number() > number; i--) {
      then = then.with(revisions.get(i).undoing());
    }
    return then;
  }

  /** The same, where nobody has made the document yet. */
  public History with(Revision next, int most) {
    return with(next, document.with(next.changes()), most);
  }

  /**
   * With one more.
   *
   * @param after the document that it leads to
   * @param most revisions to keep
   * @throws IllegalArgumentException when it does not follow the last
   */
  public History with(Revision next, Document after, int most) {
    if (next.number() != last().number() + 1) {
      throw new IllegalArgumentException(
          "revision " + next.number() + " (expected: " + (last().number() + 1) + ")");
    }
    List<Revision> all = new ArrayList<>(revisions);
    all.add(next);
    long text = all.stream().mapToLong(Revision::text).sum();
    int first = 0;
    while (all.size() - first > 2 && (all.size() - first > most || text > MOST_TEXT)) {
      text -= all.get(first++).text();
    }
    return new History(after, List.copyOf(all.subList(first, all.size())));
  }

  /** With the last one staying, whether somebody confirms it or not. */
  public History confirmed() {
    List<Revision> all = new ArrayList<>(revisions);
    all.set(all.size() - 1, last().confirmed());
    return new History(document, List.copyOf(all));
  }
}
