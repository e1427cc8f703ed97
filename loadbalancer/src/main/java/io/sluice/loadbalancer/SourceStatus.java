package io.sluice.loadbalancer;

import java.time.Duration;

/**
 * How well a {@link Discovery} knows its targets; a moment's copy.
 *
 * @param known whether it has told any list yet
 * @param staleness how old the list may be: nothing while its source answers, else since the source
 *     last did
 * @param skipped entries of the last answer that made no sense, or stood there twice
 * @param failures questions that failed since the last answer
 */
public record SourceStatus(boolean known, Duration staleness, int skipped, int failures) {

  /** Known, and never older than its source. */
  public static final SourceStatus FRESH = new SourceStatus(true, Duration.ZERO, 0, 0);
}
