package io.sluice.ratelimit;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A server of some slots with a queue before them, behind a limiter; requests come at random times.
 * All in simulated time.
 */
final class SimulatedServer {
  private final Limiter limiter;
  private final long[] state;
  private final Random random;
  private final PriorityQueue<Request> working =
      new PriorityQueue<>((a, b) -> Long.compare(a.ends, b.ends));
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();
  private long now = 1_000;

  /** How many it works on at a time. */
  int slots = 50;

  /** How long one takes on the mean. */
  long serviceNanos = 10_000_000;

  /** How much of that is random: 0 = all alike, 1 = exponentially distributed. */
  double spread = 0.5;

  /** Longer than this, and it is dropped when it ends. */
  long timeoutNanos = Long.MAX_VALUE;

  long sent;
  long good;
  long latencySum;
  double limitSum;
  long smallestLimit;
  long largestLimit;

  private static final class Request {
    long began;
    long ends;
  }

  SimulatedServer(Limiter limiter, long seed) {
    this.limiter = limiter;
    state = new long[limiter.words()];
    random = new Random(seed);
  }

  /** What it can do in a second. */
  double capacity() {
    return slots * 1e9 / serviceNanos;
  }

  double meanLimit() {
    return limitSum / sent;
  }

  double meanLatency() {
    return (double) latencySum / good;
  }

  /** Sends so many requests a second for so long, and counts anew. */
  SimulatedServer run(double perSecond, double seconds) {
    sent = 0;
    good = 0;
    latencySum = 0;
    limitSum = 0;
    smallestLimit = Long.MAX_VALUE;
    largestLimit = 0;
    long until = now + (long) (seconds * 1e9);
    long next = now;
    while (next < until) {
      next += 1 + (long) (-Math.log(1 - random.nextDouble()) * 1e9 / perSecond);
      while (!working.isEmpty() && working.peek().ends <= next) {
        end();
      }
      now = next;
      arrive();
    }
    return this;
  }

  private void arrive() {
    sent++;
    long limit = limiter.limit(state);
    limitSum += limit;
    smallestLimit = Math.min(smallestLimit, limit);
    largestLimit = Math.max(largestLimit, limit);
    if (limiter.acquire(state, 1, now) != 0) {
      return;
    }
    Request request = new Request();
    request.began = now;
    if (working.size() < slots) {
      begin(request);
    } else {
      waiting.add(request);
    }
  }

  private void begin(Request request) {
    double factor = 1 - spread - spread * Math.log(1 - random.nextDouble());
    request.ends = now + Math.max(1, (long) (serviceNanos * factor));
    working.add(request);
  }

  private void end() {
    Request request = working.remove();
    now = request.ends;
    long took = now - request.began;
    boolean dropped = took > timeoutNanos;
    limiter.release(state, 1, took, dropped, now);
    if (!dropped) {
      good++;
      latencySum += took;
    }
    while (!waiting.isEmpty() && working.size() < slots) {
      begin(waiting.remove());
    }
  }
}
