package io.sluice.loadbalancer.consul;

import io.sluice.loadbalancer.SourceStatus;
import java.time.Duration;

/**
 * How well one service in use is known; a moment's copy.
 *
 * @param query which service
 * @param targets how many were told last; 0 while nothing is known
 * @param source where that list is from
 * @param sinceAnswer how long ago Consul last answered; since the watching began when it never has.
 *     While all is well it stays under about 5 minutes (how long a question waits for a change),
 *     and under a second for a service that is asked again and again
 * @param malformed entries of the last answer that were skipped
 * @param duplicates entries of the last answer whose address another had
 * @param failures questions that failed since the last answer
 */
public record ServiceStatus(
    ServiceQuery query,
    int targets,
    Source source,
    Duration sinceAnswer,
    int malformed,
    int duplicates,
    int failures) {

  /** How old what is told may be: nothing while Consul's questions do not fail. */
  public Duration staleness() {
    return failures == 0 && source == Source.CONSUL ? Duration.ZERO : sinceAnswer;
  }

  /** What every discovery can say of itself. */
  SourceStatus summary() {
    return new SourceStatus(
        source != Source.NOTHING, staleness(), malformed + duplicates, failures);
  }

  /** Where a list is from. */
  public enum Source {
    /** There is none yet. */
    NOTHING,
    /** The dump of an earlier run. */
    DUMP,
    /** Consul, in this run. */
    CONSUL
  }
}
