package io.sluice.benchmarks;

import io.sluice.gateway.config.MatchConfig;
import io.sluice.gateway.config.PathMatch;
import io.sluice.gateway.routing.RouteEntry;
import io.sluice.gateway.routing.RouteTable;
import java.util.List;
import java.util.Random;
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
 * What finding a route costs in a small and in a huge table. The budget: 0 B a lookup, and with
 * 100,000 routes at most twice the time of 10.
 *
 * <p>Half of the routes share one host, the others have one host for ten of them; exact paths,
 * prefixes, templates and templates with a rest take turns. The requests meet routes drawn evenly
 * from the whole table, which is harder than traffic is: with 100,000 routes nearly every lookup
 * goes where none of the last thousand has been.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RouteTableBenchmark {
  private static final int REQUESTS = 1024;

  @Param({"10", "1000", "100000"})
  int routes;

  private RouteTable<Integer> table = RouteTable.<Integer>builder().build();
  private final PlainRequest[] known = new PlainRequest[REQUESTS];
  private final PlainRequest[] unknown = new PlainRequest[REQUESTS];
  private int next;

  /** Builds the table, and the requests in memory of their own as if just received. */
  @Setup
  public void build() {
    RouteTable.Builder<Integer> builder = RouteTable.builder();
    for (int i = 0; i < routes; i++) {
      builder.add("route-" + i, 0, match(i), i);
    }
    table = builder.build();
    Random random = new Random(1);
    for (int r = 0; r < REQUESTS; r++) {
      int i = random.nextInt(routes);
      known[r] = new PlainRequest(host(i), path(i, "42"));
      unknown[r] = new PlainRequest(host(i), "/v1/nobody-" + i + "/42");
    }
  }

  private static String host(int i) {
    return i % 2 == 0 ? "api.example.com" : "team-" + i / 20 + ".example.com";
  }

  private static MatchConfig match(int i) {
    String path = path(i, "{id}");
    PathMatch match =
        switch (i / 2 % 4) {
          case 0 -> new PathMatch(path, null, null, null);
          case 1 -> new PathMatch(null, path, null, null);
          case 2 -> new PathMatch(null, null, path, null);
          default -> new PathMatch(null, null, path + "/{*rest}", null);
        };
    List<String> all = List.of();
    return new MatchConfig(
        List.of(host(i)), match, all, List.of(), List.of(), List.of(), List.of());
  }

  private static String path(int i, String id) {
    boolean pattern = id.startsWith("{");
    return switch (i / 2 % 4) {
      case 0 -> "/v1/service-" + i + "/status";
      case 1 -> "/v1/service-" + i + (pattern ? "" : "/items/" + id);
      case 2 -> "/v1/service-" + i + "/items/" + id;
      default -> "/v1/service-" + i + "/" + id + (pattern ? "" : "/a/b");
    };
  }

  /** A request that some route takes. */
  @Benchmark
  public @Nullable RouteEntry<Integer> known() {
    return table.match(known[next++ & (REQUESTS - 1)]);
  }

  /** A request that no route takes. */
  @Benchmark
  public @Nullable RouteEntry<Integer> unknown() {
    return table.match(unknown[next++ & (REQUESTS - 1)]);
  }
}
