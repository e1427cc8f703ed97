package io.sluice.gateway.observe;

/** Something that a scrape reads. */
interface Collected {

  /** Adds its data points; called on any thread while workers write. */
  void collect(Scrape scrape);
}
