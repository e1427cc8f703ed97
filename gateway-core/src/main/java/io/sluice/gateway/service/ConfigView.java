package io.sluice.gateway.service;

import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.History;
import io.sluice.gateway.document.Revision;
import io.sluice.gateway.snapshot.GatewaySnapshot;

/**
 * One state of the config, whole and immutable.
 *
 * @param document as it was written
 * @param snapshot what is made of it; its parts may change in what they count
 * @param history the revisions until this one
 */
public record ConfigView(Document document, GatewaySnapshot snapshot, History history) {

  /** The last revision. */
  public Revision revision() {
    return history.last();
  }
}
