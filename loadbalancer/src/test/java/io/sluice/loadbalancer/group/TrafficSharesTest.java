package io.sluice.loadbalancer.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.loadbalancer.group.TrafficShares.Candidate;
import io.sluice.loadbalancer.group.TrafficShares.Shares;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Situations are written one word for each endpoint: {@code +} healthy or {@code -} not, its
 * priority, {@code L} in the own zone, {@code *} and its weight.
 */
class TrafficSharesTest {

  static List<Arguments> situations() {
    return List.of(
        situation("one group, all well", 50, "+0 +0 +0", "1 1 1"),
        situation("weights stay as they are", 50, "+0*10 +0*20 +0*65535", "10 20 65535"),
        situation("the unhealthy get nothing", 50, "+0*4 -0*9 +0*6", "4 0 6"),
        situation("half of it is enough at 50 %", 50, "+0 -0 +0 -0", "1 0 1 0"),
        situation("below that health is ignored", 50, "+0*3 -0*5 -0*7", "3 5 7 panic"),
        situation("also when nothing is well", 50, "-0*3 -0*5", "3 5 panic"),
        situation("at 100 %, one is enough for panic", 100, "+0 +0 +0 -0", "1 1 1 1 panic"),
        situation("at 0 % there is no panic", 0, "-0 -0 -0 +0*7", "0 0 0 7"),
        situation("not even when nothing is well", 0, "-0 -0 -1", "0 0 0"),
        situation("nobody is there", 50, "", ""),
        situation("nobody is there, at 0 %", 0, "", ""),
        // priorities
        situation("a reserve waits", 50, "+0 +0 +1 +1", "1 1 0 0"),
        situation("while half of the first is well", 50, "+0 -0 +1 +1", "1 0 0 0"),
        situation("and takes the rest then", 50, "+0 -0 -0 -0 +1", "1 0 0 0 1"),
        situation(
            "shared among those who are well", 50, "+0 -0 -0 -0 +1*3 -1 +1*2", "5 0 0 0 3 0 2"),
        situation("or all of it", 50, "-0 -0 +1*7 +1*9", "0 0 7 9"),
        situation("a third line waits for the second", 50, "-0 +1 -1 +2", "0 1 0 0"),
        situation("and helps when it must", 50, "-0 +1 -1 -1 -1 +2", "0 1 0 0 0 1"),
        situation("numbers need not follow one another", 50, "+7 +900", "1 0"),
        situation("nor stand in order", 50, "+900 +7", "0 1"),
        situation("at 0 % one holds its group", 0, "-0 -0 +0 +1", "0 0 1 0"),
        situation("at 0 % all go on when none is left", 0, "-0 -0 +1 +1", "0 0 1 1"),
        situation("at 100 % each one lost is replaced", 100, "+0 +0 -0 +1", "1 1 0 1"),
        // zones
        situation("the own zone first", 50, "+0L +0 +0", "1 0 0"),
        situation("the others when it is ill", 50, "-0L +0*3 +0*4", "0 3 4"),
        situation("and in between", 50, "+0L -0L -0L -0L +0 +0", "2 0 0 0 1 1"),
        situation("only then the next priority", 50, "-0L +0 -0 -0 -0 +1L +1", "0 1 0 0 0 1 0"),
        situation("where all are local it is one group", 50, "+0L*2 +0L*3 -0L", "2 3 0"),
        situation("where none is, too", 50, "+0*2 +0*3 -0", "2 3 0"),
        // panic over several groups
        situation("shares as they can", 100, "+0 -0 -0 -0 +1 -1 -1 -1", "1 1 1 1 1 1 1 1 panic"),
        situation("more to who is better", 100, "+0 -0 +1 -1 -1 -1", "4 4 1 1 1 1 panic"),
        situation("nothing to who has nobody", 50, "-0 -0 +1 -1 -1 -1", "0 0 1 1 1 1 panic"),
        situation("the first when nobody has any", 50, "-3 -2*5 -2L*7", "0 0 7 panic"),
        situation("just enough is no panic", 100, "+0 -0 -0 +1 +1 -1", "1 0 0 1 1 0"),
        situation("tenths add up, too", 100, tenths(), ("1 ".repeat(10) + "0 ".repeat(20)).strip()),
        // weights
        situation("a fraction is scaled", 50, "+0*1 +0*0.5 +0*0.25", "4 2 1"),
        situation("a fraction that gets nothing is not", 50, "+0*6 +0*4 -0*0.5", "6 4 0"),
        situation("to as much precision as there is", 50, "+0*1 +0*0.1234931", "65535 8093"),
        situation("and nobody is left out", 50, "+0*65535 +0*0.001", "65535 1"));
  }

  private static Arguments situation(String what, int threshold, String candidates, String shares) {
    return arguments(what, threshold, candidates, shares);
  }

  /** One of ten is well, then two, then seven: 0.1 + 0.2 + 0.7 is less than 1 in floating point. */
  private static String tenths() {
    return "+0 +1 +1 +2 +2 +2 +2 +2 +2 +2" + " -0".repeat(9) + " -1".repeat(8) + " -2".repeat(3);
  }

  @ParameterizedTest(name = "{0}: {2} at {1} %")
  @MethodSource("situations")
  void sharesOut(String what, int threshold, String candidates, String expected) {
    Shares shares = TrafficShares.of(candidates(candidates), threshold);
    StringBuilder text = new StringBuilder();
    for (int weight : shares.weights()) {
      text.append(weight).append(' ');
    }
    assertThat(text.append(shares.panic() ? "panic" : "").toString().strip()).isEqualTo(expected);
  }

  private static List<Candidate> candidates(String text) {
    List<Candidate> candidates = new ArrayList<>();
    for (String word : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
      String[] parts = word.split("\\*", -1);
      boolean local = parts[0].endsWith("L");
      String priority = parts[0].substring(1, parts[0].length() - (local ? 1 : 0));
      candidates.add(
          new Candidate(
              Integer.parseInt(priority),
              local,
              word.startsWith("+"),
              parts.length > 1 ? Double.parseDouble(parts[1]) : 1));
    }
    return candidates;
  }

  /** The healthier the first group, the less trickles on: 1 % for each of 100 that is lost. */
  @ParameterizedTest
  @CsvSource({"50, 100, 0", "49, 98, 2", "25, 50, 50", "1, 2, 98", "0, 0, 100"})
  void tricklesToTheReserve(int healthy, int first, int reserve) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      candidates.add(new Candidate(0, false, i < healthy, 1));
    }
    for (int i = 0; i < 10; i++) {
      candidates.add(new Candidate(1, false, true, 1));
    }
    int[] weights = TrafficShares.of(candidates, 50).weights();
    long toFirst = Arrays.stream(weights, 0, 100).sum();
    long toReserve = Arrays.stream(weights, 100, 110).sum();
    assertThat(toFirst * reserve).isEqualTo(toReserve * first);
  }

  /** Thousands with little each: a group's sum must not drift as its members are rounded. */
  @Test
  void manySmallMembersWeighWhatOneGreatDoes() {
    List<Candidate> candidates = new ArrayList<>(candidates("+0*1.7 -0 -0 -0"));
    for (int i = 0; i < 9_996; i++) {
      candidates.add(new Candidate(1, false, true, 1 + i % 7 * 0.1));
    }
    int[] weights = TrafficShares.of(candidates, 50).weights();
    assertThat(Arrays.stream(weights, 4, 10_000).sum()).isBetween(65_500, 65_570);
    assertThat(Arrays.stream(weights, 4, 10_000)).allMatch(weight -> weight >= 4);
    assertThat(weights[0]).isEqualTo(65_535);
  }

  @Test
  void callsAgreeAndOwnTheirAnswers() {
    List<Candidate> candidates = candidates("+0*1 -0 -0 +1*0.3 +1*0.4");
    Shares one = TrafficShares.of(candidates, 50);
    int[] kept = one.weights().clone();
    Arrays.fill(one.weights(), -1);
    assertThat(TrafficShares.of(candidates, 50).weights()).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 101})
  void refusesAThresholdThatIsNoPercentage(int threshold) {
    assertThatThrownBy(() -> TrafficShares.of(List.of(), threshold))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("panic_threshold: " + threshold + " (expected: 0 to 100)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 65_536, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAWeightThatIsNone(double weight) {
    assertThatThrownBy(() -> new Candidate(0, false, true, weight))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight: " + weight + " (expected: above 0, up to 65535)");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void refusesAPriorityThatIsNone(int priority) {
    assertThatThrownBy(() -> new Candidate(priority, false, true, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("priority: " + priority + " (expected: 0 to 65535)");
  }
}
