package io.sluice.gateway.store;

import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.Revision;
import java.util.List;

/**
 * What a store has.
 *
 * @param oldest the document as of the first of {@code revisions}, whose own changes are not needed
 *     for it
 * @param revisions oldest first, at least one; the changes of each but the first lead on from the
 *     document of the one before
 */
public record Stored(Document oldest, List<Revision> revisions) {

  /** Keeps a copy. */
  public Stored {
    revisions = List.copyOf(revisions);
    if (revisions.isEmpty()) {
      throw new IllegalArgumentException("revisions: none (expected: at least 1)");
    }
  }

  public Revision last() {
    return revisions.get(revisions.size() - 1);
  }

  /** The document as of the last revision. */
  public Document document() {
    Document document = oldest;
    for (Revision revision : revisions.subList(1, revisions.size())) {
      document = document.with(revision.changes());
    }
    return document;
  }
}
