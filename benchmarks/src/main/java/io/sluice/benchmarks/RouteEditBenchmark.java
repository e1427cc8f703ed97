package io.sluice.benchmarks;

import io.sluice.gateway.routing.RouteEdit;
import io.sluice.gateway.routing.RouteTable;
import java.util.List;
import java.util.Random;
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
 * What changing one route of a table costs: another route each time, of the same table. The budget
 * among 100,000 routes, as the median: 1 ms where only the value changes, else 5 ms.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgs = {"-Xms2g", "-Xmx2g"})
public class RouteEditBenchmark {

  /** Exact paths, prefixes and templates, on one host and on many. */
  @Param("MIXED")
  RouteMix mix = RouteMix.MIXED;

  @Param({"1000", "10000", "100000"})
  int routes;

  private RouteTable<Integer> table = RouteTable.<Integer>builder().build();
  private final Random random = new Random(1);

  /** Builds the table. */
  @Setup
  public void build() {
    table = mix.table(routes);
  }

  private RouteTable<Integer> with(RouteEdit<Integer> edit) {
    return table.with(List.of(edit));
  }

  /** The same requests, another value. */
  @Benchmark
  public RouteTable<Integer> value() {
    int route = random.nextInt(routes);
    return with(mix.put(route, route));
  }

  /** Requests that no route took before. */
  @Benchmark
  public RouteTable<Integer> match() {
    return with(mix.put(random.nextInt(routes), routes + random.nextInt(routes)));
  }

  /** One route more. */
  @Benchmark
  public RouteTable<Integer> create() {
    return with(mix.put(routes, routes + random.nextInt(routes)));
  }

  /** One route less. */
  @Benchmark
  public RouteTable<Integer> delete() {
    return with(mix.remove(random.nextInt(routes)));
  }

  /** All of them compiled, for comparison. */
  @Benchmark
  public RouteTable<Integer> buildAll() {
    return mix.table(routes);
  }
}
