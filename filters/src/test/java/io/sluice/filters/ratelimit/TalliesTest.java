package io.sluice.filters.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.gateway.api.ChainContext;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two of one name meet when a config changes a policy's algorithm. */
class TalliesTest {
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private Tallies tallies() {
    Tallies made = new Tallies(new ChainContext("users", meters, () -> 0), "hour", 10, IDLE);
    made.plan(10, IDLE, Set.of(Decision.ADMITTED));
    return made;
  }

  private double admitted() {
    return meters
        .get("sluice.ratelimit.decisions")
        .tags("route", "users", "policy", "hour", "decision", "admitted")
        .counter()
        .count();
  }

  @Test
  void countsOnWhenTheConfigBeforeHasEnded() {
    Tallies drained = tallies();
    drained.adopted();
    Tallies next = tallies();
    next.adopted();
    drained.close();

    next.count(Decision.ADMITTED);
    assertThat(admitted()).isOne();
  }

  @Test
  void loseNothingToAConfigThatFails() {
    Tallies running = tallies();
    running.adopted();
    tallies().close();

    running.count(Decision.ADMITTED);
    assertThat(admitted()).isOne();
  }

  @Test
  void countWhatALaterConfigMakesPossible() {
    Tallies tallies = tallies();
    tallies.adopted();
    tallies.count(Decision.LIMITED); // an exchange of another config
    tallies.plan(10, IDLE, Set.of(Decision.ADMITTED, Decision.LIMITED));
    tallies.adopted();

    tallies.count(Decision.ADMITTED);
    tallies.count(Decision.LIMITED);
    assertThat(admitted()).isOne();
    assertThat(
            meters.get("sluice.ratelimit.decisions").tag("decision", "limited").counter().count())
        .isOne();
    tallies.close();
    assertThat(meters.getMeters()).isEmpty();
  }
}
