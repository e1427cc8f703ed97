package io.sluice.benchmarks;

import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.LoadBalancer;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * What making a balancer costs, off the event loops, whenever targets or weights change. The
 * budget: 100 ms for 10,000 endpoints. {@code first} is the very first one of a cold process.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
public class BalancerBuildBenchmark {

  @Param({"round_robin", "random", "least_request", "peak_ewma", "ring_hash", "maglev"})
  String policy = "";

  @Param({"10000"})
  int endpoints;

  /** Greatest weight: 1 makes all equal. */
  @Param({"1", "100"})
  int weights;

  private List<Endpoint> made = List.of();

  /** Makes the endpoints. */
  @Setup
  public void make() {
    made = Policies.endpoints(endpoints, weights);
  }

  /** One balancer, of many. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @Warmup(iterations = 3, time = 1)
  @Measurement(iterations = 3, time = 1)
  public LoadBalancer<Endpoint> build() {
    return Policies.balancer(policy, made);
  }

  /** The first one. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  @Fork(5)
  public LoadBalancer<Endpoint> first() {
    return Policies.balancer(policy, made);
  }
}
