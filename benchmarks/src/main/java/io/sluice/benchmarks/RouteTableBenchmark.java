package io.sluice.benchmarks;

import io.sluice.gateway.routing.RouteTable;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What finding a route costs in a small and in a huge table. The budget: 0 B a lookup, and with
 * 100,000 routes at most twice the time of 10. The README says where that holds.
 *
 * <p>A gateway has just written the request that it looks up, so the request is in the processor's
 * cache, and what is to be measured is the table. Therefore requests come in batches, each of which
 * is read once before the clock starts. Their number, order in memory and length are the same
 * whatever the number of routes. Times are sampled batch by batch: on a busy machine the median
 * says more than the mean.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgs = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"})
public class RouteTableBenchmark {
  private static final int BATCH = 128;
  private static final int REQUESTS = 1 << 17;
  private static final int FEW = 8;

  @Param RouteMix mix = RouteMix.EXACT;

  /** Which routes the requests meet: all of them in random order, or the same few all the time. */
  @Param({"all", "few"})
  String spread = "all";

  @Param({"10", "100000"})
  int routes;

  private RouteTable<Integer> table = RouteTable.<Integer>builder().build();
  private final PlainRequest[] requests = new PlainRequest[REQUESTS];
  private final PlainRequest[] batch = new PlainRequest[BATCH];
  private int next;

  /** For {@link #fetch}: a cache line for each route, each with the place of the next. */
  private int[] lines = {};

  private int line;

  /** Builds the table, the requests, and the lines to fetch. */
  @Setup
  public void build() {
    table = mix.table(routes);
    Random random = new Random(1);
    int met = spread.equals("all") ? routes : Math.min(routes, FEW);
    for (int r = 0; r < REQUESTS; r++) {
      requests[r] = mix.request(random.nextInt(met) * (routes / met));
    }
    lines = new int[16 * routes];
    int[] order = random.ints(0, routes).distinct().limit(routes).toArray();
    for (int i = 0; i < routes; i++) {
      lines[16 * order[i]] = 16 * order[(i + 1) % routes];
    }
  }

  /** Reads the next batch. */
  @Setup(Level.Invocation)
  public void receive(Blackhole blackhole) {
    for (int i = 0; i < BATCH; i++) {
      PlainRequest request = requests[next++ & (REQUESTS - 1)];
      batch[i] = request;
      blackhole.consume(read(request.host()) + read(request.path()));
    }
  }

  private static int read(String text) {
    int sum = 0;
    for (int i = 0; i < text.length(); i++) {
      sum += text.charAt(i);
    }
    return sum;
  }

  /** One lookup that finds a route. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void match(Blackhole blackhole) {
    for (PlainRequest request : batch) {
      blackhole.consume(table.match(request));
    }
  }

  /**
   * What memory alone costs: one read from as many cache lines as there are routes, at a place that
   * is known when the read before it is done. A lookup needs at least one.
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int fetch() {
    int at = line;
    for (int i = 0; i < BATCH; i++) {
      at = lines[at];
    }
    line = at;
    return at;
  }
}
