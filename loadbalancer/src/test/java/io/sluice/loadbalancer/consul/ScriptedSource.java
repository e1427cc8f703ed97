package io.sluice.loadbalancer.consul;

import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Target;
import io.sluice.loadbalancer.consul.ConsulFailure.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers at once, whatever was asked: with what the test said last for the service, or by failing.
 */
final class ScriptedSource implements HealthSource {
  /** One question that was asked. */
  record Asked(long atNanos, String service, long index, long waitMillis, boolean doubtEmpty) {}

  final List<Asked> asked = new ArrayList<>();
  private final Map<String, Answer> answers = new HashMap<>();
  private final ManualTurns turns;
  private Kind failing;
  private Runnable silence = () -> {};
  boolean closed;

  ScriptedSource(ManualTurns turns) {
    this.turns = turns;
  }

  void answer(String service, long index, int... ports) {
    List<Target> targets = new ArrayList<>();
    for (int port : ports) {
      targets.add(new Target(new Address("h", port)));
    }
    answers.put(service, new Answer(index, new HealthList(targets, List.of(), 0)));
  }

  void answer(String service, long index, HealthList list) {
    answers.put(service, new Answer(index, list));
  }

  /** Null ends it. */
  void fail(Kind kind) {
    failing = kind;
  }

  /** What happens while a question waits for its answer. */
  void silent(Runnable meanwhile) {
    silence = meanwhile;
  }

  Asked last() {
    return asked.get(asked.size() - 1);
  }

  @Override
  public Question question(ServiceQuery query, long index, long waitMillis, boolean doubtEmpty) {
    return new Question() {
      @Override
      public Answer ask() throws ConsulFailure {
        asked.add(new Asked(turns.nowNanos(), query.service(), index, waitMillis, doubtEmpty));
        silence.run();
        if (failing != null) {
          throw new ConsulFailure(failing, "asked for " + query + ": " + failing);
        }
        return answers.getOrDefault(
            query.service(), new Answer(1, new HealthList(List.of(), List.of(), 0)));
      }

      @Override
      public void abort() {}
    };
  }

  @Override
  public void close() {
    closed = true;
  }
}
