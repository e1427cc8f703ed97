package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an exchange allocates: the budgets that benchmarks/README.md publishes. */
class AllocationIT {
  private static final int WARM_UP = 30_000; // until what the JVM compiles last is compiled
  private static final int MEASURED = 20_000;

  /** The JVM rounds to KiB, and above ten of them to MiB: 50 bytes an exchange here. */
  private static final Pattern WORKER =
      Pattern.compile("(?m)^\"sluice-worker-[0-9-]+\".* allocated=(\\d+)([BKMG]) ");

  @TempDir Path temp;

  /** One that is forwarded, and one that is answered from the cache. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "forwarded | { name: request_id } | 3000",
        "a hit | { name: request_id }, { name: cache, config: { ttl: { \"200\": 1h } } } | 2400",
      })
  void anExchangeStaysWithinItsBudget(String name, String filters, long budget) throws Exception {
    int port = Ports.free();
    try (OriginProcess origin = new OriginProcess()) {
      Files.writeString(temp.resolve("gateway.yaml"), config(port, origin.port(), filters));
      try (Run gateway = start()) {
        load(port, WARM_UP);
        long before = allocated(gateway);
        long exchanges = load(port, MEASURED);
        long bytes = allocated(gateway) - before;

        System.out.printf(
            "FIGURE allocated by the worker, %s: %d bytes an exchange, over %d%n",
            name, bytes / exchanges, exchanges);
        assertThat(bytes / exchanges).isBetween(1L, budget);
      }
    }
  }

  /**
   * At least so many exchanges on four connections; returns when all have ended.
   *
   * @return how many there were
   */
  private static long load(int port, int count) throws InterruptedException {
    Load load = new Load(port, 4, 0);
    try (load) {
      for (int i = 0; i < count; i += 1_000) {
        load.awaitAnswers(1_000); // which has a deadline of its own
      }
    }
    assertThat(load.failures()).isEmpty();
    return load.answered();
  }

  /** Sluice as it ships, but for the access log; one worker. */
  private static String config(int port, int origin, String filters) {
    return """
        server: { workers: 1 }
        listeners: [ { id: http, bind: 127.0.0.1:%d } ]
        admin: { bind: 127.0.0.1:0 }
        access_log: { off: true }
        default_filters: [ %s ]
        routes: [ { id: all, upstream: origin } ]
        upstreams: [ { id: origin, targets: [ { address: "127.0.0.1:%d" } ] } ]
        """
        .formatted(port, filters, origin);
  }

  private Run start() throws Exception {
    Run gateway =
        Launcher.built()
            .from(temp)
            .with("SLUICE_JAVA_OPTS", "-XX:+UseSerialGC -Xmx256m")
            .start("run", "--config", "gateway.yaml");
    gateway.awaitOutput("ready in");
    return gateway;
  }

  /** Bytes that the worker's thread has allocated since its start. */
  private static long allocated(Run gateway) throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(gateway.pid()), "Thread.print", "-e")
            .redirectErrorStream(true)
            .start();
    String threads = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(threads).isZero();
    Matcher worker = WORKER.matcher(threads);
    assertThat(worker.find()).as(threads).isTrue();
    return Long.parseLong(worker.group(1)) << (10 * "BKMG".indexOf(worker.group(2)));
  }
}
