package io.sluice.benchmarks;

import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.LoadBalancer;
import io.sluice.loadbalancer.Selection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What choosing an endpoint costs. The budget: 0 B a choice. All endpoints are available, their
 * weights are from 1 to 10, three of four have something in flight. Every choice has another hash,
 * and is a microsecond later than the one before: a bound that keeps its sum for a millisecond sums
 * once in a thousand choices.
 *
 * <p>Run with {@code -t 2} to see what workers cost each other.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SelectBenchmark {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  @Param({
    "round_robin",
    "random",
    "least_request",
    "peak_ewma",
    "ring_hash",
    "ring_hash+125",
    "maglev",
    "maglev+125"
  })
  String policy = "";

  @Param({"3", "100", "10000"})
  int endpoints;

  private LoadBalancer<Endpoint> balancer = selection -> null;

  /** Builds the balancer. */
  @Setup
  public void build() {
    List<Endpoint> made = Policies.endpoints(endpoints, 10);
    balancer = Policies.balancer(policy, made);
  }

  /** What one worker asks. */
  @State(Scope.Thread)
  public static class Asking implements Selection {
    private long asked;

    @Override
    public long nowNanos() {
      return 2_000_000 + asked * 1_000;
    }

    @Override
    public long hash() {
      return asked * GOLDEN;
    }

    @Override
    public boolean excluded(Endpoint endpoint) {
      return false;
    }
  }

  /** One choice. */
  @Benchmark
  public @Nullable Endpoint select(Asking asking) {
    asking.asked++;
    return balancer.select(asking);
  }
}
