package io.sluice.gateway.store;

import io.sluice.gateway.document.History;
import io.sluice.gateway.document.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps revisions until the process ends. Its owner's thread alone calls it. */
public final class MemoryStore implements ConfigStore {
  private final int most;
  private @Nullable Stored stored;

  /**
   * With nothing in it.
   *
   * @param most revisions to keep, at least 1
   */
  public MemoryStore(int most) {
    this.most = most;
  }

  @Override
  public @Nullable Stored load() {
    return stored;
  }

  @Override
  public void append(Revision next) {
    stored =
        stored == null ? Stored.first(next) : stored.with(next).trimmed(most, History.MOST_TEXT);
  }

  @Override
  public void confirm(long number) {
    if (stored != null && stored.last().number() == number) {
      stored = stored.confirmed();
    }
  }

  @Override
  public @Nullable List<Revision> since(Revision known) {
    return stored == null ? null : stored.since(known);
  }

  @Override
  public void watch(Runnable changed) {
    // nobody else writes it
  }

  @Override
  public StoreStatus status() {
    return new StoreStatus("memory", "", true, "");
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public void close() {
    // holds nothing
  }
}
