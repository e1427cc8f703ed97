package io.sluice.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold however many routes there are: a lookup looks at few of them, allocating none. */
class RouteTableScaleTest {
  private static final int MANY = 100_000;

  /** Every tenth of the routes on a host of its own, the others spread over a hundred hosts. */
  private static Matches match(int i) {
    Matches matches = i % 10 == 0 ? Matches.host(hostOf(i)) : Matches.host("h" + i % 100 + ".test");
    return switch (i % 5) {
      case 0 -> matches.prefix("/team" + i);
      case 1 -> matches.exact("/api/v1/team" + i + "/status");
      case 2 -> matches.template("/api/v2/team" + i + "/{id}");
      case 3 -> matches.template("/api/v2/{id}/team" + i + "/{*rest}");
      default -> matches.prefix("/api/v1/team" + i);
    };
  }

  private static String hostOf(int i) {
    return i % 20 == 0 ? "*.wild" + i + ".test" : "own" + i + ".test";
  }

  private static TestRequest request(int i) {
    String host = i % 10 == 0 ? hostOf(i).replace("*", "x") : "h" + i % 100 + ".test";
    String path =
        switch (i % 5) {
          case 0 -> "/team" + i + "/x/y/z";
          case 1 -> "/api/v1/team" + i + "/status";
          case 2 -> "/api/v2/team" + i + "/7";
          case 3 -> "/api/v2/7/team" + i + "/8/9";
          default -> "/api/v1/team" + i;
        };
    return new TestRequest("GET", host, path);
  }

  private static RouteTable<Integer> table(int routes) {
    RouteTable.Builder<Integer> builder = RouteTable.builder();
    for (int i = 0; i < routes; i++) {
      builder.add("r" + i, i % 7, match(i).build(), i);
    }
    return builder.add("fallback", 0, Matches.any().build(), -1).build();
  }

  @Test
  void everyOneOfManyRoutesIsFound() {
    RouteTable<Integer> table = table(MANY);
    for (int i = 0; i < MANY; i++) {
      RouteEntry<Integer> found = table.match(request(i));
      if (found == null || found.value() != i) {
        assertThat(found).as(request(i)::toString).hasToString("r" + i);
      }
    }
    assertThat(table.match(new TestRequest("GET", "h1.test", "/api/v1/nobody")).value())
        .isEqualTo(-1);
  }

  @Test
  void segmentsOfTheSameHashAreNotConfused() {
    String middle = "x".repeat(63);
    String one = "/a" + middle + "b"; // the hash turns by 7 bits a character, 64 go round
    String other = "/b" + middle + "a";
    assertThat(IndexKeys.segment(one.substring(1)))
        .isEqualTo(IndexKeys.segment(other.substring(1)));
    RouteTable<String> table =
        RouteTable.<String>builder()
            .add("one", 0, Matches.any().prefix(one + "/x").build(), "")
            .add("other", 0, Matches.any().template(other + "/{y}").build(), "")
            .build();
    assertThat(table.match(TestRequest.get("a.test" + one + "/x"))).hasToString("one");
    assertThat(table.match(TestRequest.get("a.test" + other + "/x"))).hasToString("other");
    assertThat(table.match(TestRequest.get("a.test" + one + "/y"))).isNull();
  }

  @Test
  void aLookupAmongManyLooksAtNoMoreRulesThanAmongFew() {
    assertThat(mostLooks(MANY)).isLessThanOrEqualTo(mostLooks(10)).isLessThanOrEqualTo(2);
  }

  /** How many rules a lookup that finds its route looks at, at most. */
  private static int mostLooks(int routes) {
    RouteTable<Integer> table = table(routes);
    int most = 0;
    for (int i = 0; i < routes; i++) {
      TestRequest request = request(i);
      table.match(request);
      most = Math.max(most, request.looks() - 1);
    }
    return most;
  }

  static List<TestRequest> staticRequests() {
    TestRequest unknown = new TestRequest("GET", "no.such.host.test", "/no/such/path");
    TestRequest header = new TestRequest("GET", "headers.test", "/x").header("x-env", "canary");
    TestRequest method = new TestRequest("PUT", "headers.test", "/x");
    return List.of(
        request(0),
        request(1),
        request(2),
        request(3),
        request(4),
        request(10),
        unknown,
        header,
        method);
  }

  @ParameterizedTest
  @MethodSource("staticRequests")
  void aLookupAllocatesNothing(TestRequest request) {
    RouteTable.Builder<Integer> builder = RouteTable.builder();
    for (int i = 0; i < 1_000; i++) {
      builder.add("r" + i, 0, match(i).build(), i);
    }
    Matches canary = Matches.host("headers.test").prefix("/").method("GET", "PUT");
    canary.header(Matches.is("x-env", "canary")).from("127.0.0.0/8");
    builder.add("canary", 0, canary.build(), -1);
    builder.add("plain", 0, Matches.host("headers.test").prefix("/").build(), -1);
    RouteTable<Integer> table = builder.build();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20 && least > 0; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < 2_000; i++) {
        table.match(request);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    assertThat(least).as("bytes allocated by 2,000 lookups").isZero();
  }
}
