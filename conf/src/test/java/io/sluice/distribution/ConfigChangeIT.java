package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes are changed through the admin API while traffic flows. */
class ConfigChangeIT {
  private static final int MOST_ROUTES = Integer.getInteger("sluice.change.routes", 10_000);
  private static final int CHANGES = Integer.getInteger("sluice.change.count", 200);
  private static final int WINDOWS = 5;

  @TempDir Path temp;

  private static String route(int number, String more) {
    return ("{ \"id\": \"r%d\", \"match\": { \"path\": { \"prefix\": \"/r%d\" } },"
            + " \"upstream\": \"origin\"%s }")
        .formatted(number, number, more);
  }

  private static String config(int routes, OriginProcess origin) {
    StringBuilder config = new StringBuilder("routes:\n");
    for (int i = 0; i < routes; i++) {
      config.append("  - ").append(route(i, "")).append('\n');
    }
    return config
        .append("upstreams:\n  - { id: origin, targets: [ { address: \"127.0.0.1:")
        .append(origin.port())
        .append("\" } ] }\n")
        .toString();
  }

  private static HttpResponse<String> put(Client admin, int number, String more) throws Exception {
    return admin.send(
        "PUT",
        "/admin/v1/routes/r" + number,
        route(number, more),
        "content-type",
        "application/json");
  }

  /**
   * Windows of three kinds take turns: nobody asks the admin API anything; it is asked for changes
   * in a row; and it is asked at the same pace for a route. Client, origin and gateway share the
   * machine's cores, and the third tells what of the second is the asking.
   */
  @ParameterizedTest
  @CsvSource({"10, 50", "1000, 50", "10000, 0", "100000, 20"})
  void changesFailNoRequest(int routes, int fewer) throws Exception {
    if (routes > MOST_ROUTES) {
      return; // figures for the largest take minutes: -Dsluice.change.routes=100000
    }
    int changes = fewer == 0 ? CHANGES : fewer;
    Launcher launcher = Launcher.built().with("SLUICE_JAVA_OPTS", "-Xmx3g");
    try (OriginProcess origin = new OriginProcess();
        GatewayRun gateway = GatewayRun.start(temp, launcher, config(routes, origin));
        Traffic traffic = new Traffic(gateway.port(), "/r1/x", 16, 1000)) {
      Client admin = gateway.admin();
      assertThat(put(admin, 2, ", \"priority\": 1").statusCode()).isEqualTo(200);
      TimeUnit.SECONDS.sleep(4);
      long[] micros = new long[changes];
      long[] quiet = new long[WINDOWS];
      long[] during = new long[WINDOWS];
      long[] asked = new long[WINDOWS];
      for (int window = 0; window < WINDOWS; window++) {
        long from = System.nanoTime();
        TimeUnit.SECONDS.sleep(2);
        quiet[window] = p99(traffic, from);
        from = System.nanoTime();
        int first = changes * window / WINDOWS;
        int end = changes * (window + 1) / WINDOWS;
        for (int i = first; i < end; i++) {
          micros[i] = change(admin, i, routes);
        }
        during[window] = p99(traffic, from);
        long pause = (System.nanoTime() - from) / (end - first);
        from = System.nanoTime();
        for (int i = first; i < end; i++) {
          long begun = System.nanoTime();
          assertThat(admin.get("/admin/v1/routes/r1").statusCode()).isEqualTo(200);
          TimeUnit.NANOSECONDS.sleep(pause - (System.nanoTime() - begun));
        }
        asked[window] = p99(traffic, from);
      }
      Arrays.sort(micros);
      String what = "change of one route of " + routes;
      Figure.tell(what + ": median us, write to served", micros[changes / 2]);
      Figure.tell(what + ": greatest us", micros[changes - 1]);
      Figure.tell(what + ": p99 of traffic without, us", Traffic.median(quiet));
      Figure.tell(what + ": p99 of traffic during, us", Traffic.median(during));
      Figure.tell(what + ": p99 of traffic during reads, us", Traffic.median(asked));
      assertThat(Traffic.count(traffic.since(0), answer -> answer.status() != 200)).isZero();
      gateway.stop();
    }
  }

  private static long p99(Traffic traffic, long from) {
    return Traffic.percentileMicros(traffic.between(from, System.nanoTime()), 0.99);
  }

  private static long change(Client admin, int number, int routes) throws Exception {
    String more =
        switch (number % 3) {
          case 0 -> ", \"priority\": " + (number + 2);
          case 1 -> ", \"filters\": [ { \"name\": \"request_id\" } ]";
          default -> ", \"timeout\": { \"request\": \"" + (number + 10) + "s\" }";
        };
    long begun = System.nanoTime();
    HttpResponse<String> answer = put(admin, 1 + number % (routes - 1), more);
    long micros = (System.nanoTime() - begun) / 1000;
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return micros;
  }

  @Test
  void ofManyConditionalWritesOneWins() throws Exception {
    try (OriginProcess origin = new OriginProcess();
        GatewayRun gateway = GatewayRun.start(temp, config(10, origin))) {
      Client admin = gateway.admin();
      String etag = admin.get("/admin/v1/config").headers().firstValue("etag").orElseThrow();
      CountDownLatch go = new CountDownLatch(1);
      ExecutorService threads = Executors.newFixedThreadPool(50);
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int number = i;
        all.add(
            threads.submit(
                () -> {
                  go.await();
                  return admin
                      .send(
                          "PUT",
                          "/admin/v1/routes/r" + number % 10,
                          route(number % 10, ", \"priority\": " + (number + 1)),
                          "content-type",
                          "application/json",
                          "if-match",
                          etag)
                      .statusCode();
                }));
      }
      go.countDown();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> each : all) {
        statuses.add(each.get());
      }
      threads.shutdown();
      assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
      assertThat(statuses.stream().filter(status -> status == 412)).hasSize(49);
      assertThat(admin.get("/admin/v1/config").headers().firstValue("config-revision"))
          .hasValue("2");
      gateway.stop();
    }
  }

  @Test
  void changesOutliveTheProcessAndTheFileCountsWhereItWasEditedLater() throws Exception {
    try (OriginProcess origin = new OriginProcess()) {
      String file = config(3, origin);
      try (GatewayRun gateway = GatewayRun.start(temp, file)) {
        Client admin = gateway.admin();
        for (int i = 0; i < 2; i++) {
          String to =
              "{ \"match\": { \"path\": { \"prefix\": \"/r%d\" } }, \"direct_response\": { \"body\": \"api\" } }";
          assertThat(
                  admin
                      .send(
                          "PUT",
                          "/admin/v1/routes/r" + i,
                          to.formatted(i),
                          "content-type",
                          "application/json")
                      .statusCode())
              .isEqualTo(200);
        }
      } // killed
      String edited = file.replace(route(1, ""), route(1, ", \"priority\": 7"));
      try (GatewayRun gateway = GatewayRun.start(temp, edited)) {
        Client client = new Client(gateway.port());
        assertThat(client.get("/r0").body()).isEqualTo("api");
        assertThat(client.get("/r1").body()).isNotEqualTo("api");
        assertThat(gateway.admin().get("/admin/v1/routes/r1").body()).contains("\"priority\":7");
        assertThat(gateway.admin().get("/admin/v1/config/revisions").body())
            .contains("\"source\":\"file\"")
            .contains("\"source\":\"api\"");
        gateway.stop();
      }
    }
  }
}
