package io.sluice.filters.cache.redis;

/** A command, or a few, that somebody waits for. The link's thread only. */
final class Order extends Timed {
  private final Runnable failed;

  /**
   * @param failed told when it is given up
   */
  Order(Runnable failed) {
    this.failed = failed;
  }

  @Override
  void giveUp() {
    if (end()) {
      failed.run();
    }
  }
}
