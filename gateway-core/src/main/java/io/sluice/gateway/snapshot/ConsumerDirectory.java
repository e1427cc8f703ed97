package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Credential;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of the snapshot in force. Filters of all snapshots ask here, so that a change of
 * consumers needs no new chain, and a credential that is taken away lets nobody in any more, on
 * whatever snapshot their exchange began.
 */
final class ConsumerDirectory implements Consumers {
  private volatile Consumers now = Consumers.NONE; // written by the control thread

  /** Puts others into force. Control thread. */
  void adopt(Consumers next) {
    now = next;
  }

  @Override
  public @Nullable Consumer find(String id) {
    return now.find(id);
  }

  @Override
  public @Nullable Holder holder(Credential.Kind kind, String name) {
    return now.holder(kind, name);
  }

  @Override
  public @Nullable Holder any(Credential.Kind kind) {
    return now.any(kind);
  }
}
