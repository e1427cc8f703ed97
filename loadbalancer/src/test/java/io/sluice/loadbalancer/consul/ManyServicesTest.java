package io.sluice.loadbalancer.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 500 services of a real agent at once; prints what {@code docs/consul.md} tells. */
class ManyServicesTest {
  private static final int SERVICES = 500;
  private static final int SECONDS = 4;

  /** As an agent is set up by default, and with more connections than there are services. */
  @ParameterizedTest
  @CsvSource({"96, 200, 520", "520, 1000, 25"})
  void boundsThreadsAndRequests(int connections, int granted, int mostRequests)
      throws InterruptedException, IOException {
    String settings = "limits { http_max_conns_per_client = %d }\n".formatted(granted);
    try (ConsulAgent agent = ConsulAgent.start(settings, "")) {
      for (int i = 0; i < SERVICES; i++) {
        agent.register("s" + i, "s" + i, 8000);
      }
      ConsulOptions options = new ConsulOptions(agent.address()).withConnections(connections);
      AtomicInteger asked = new AtomicInteger();
      AgentHealth health = new AgentHealth(options);
      HealthSource counting =
          new HealthSource() {
            @Override
            public Question question(ServiceQuery query, long index, long wait, boolean doubt) {
              asked.incrementAndGet();
              return health.question(query, index, wait, doubt);
            }

            @Override
            public void close() {
              health.close();
            }
          };
      long memoryBefore = residentKilobytes();
      long began = System.nanoTime();
      try (ConsulWatcher watcher =
          new ConsulWatcher(
              options, counting, new TurnThreads(connections), System::nanoTime, new Random())) {
        Told[] told = new Told[SERVICES];
        for (int i = 0; i < SERVICES; i++) {
          told[i] = new Told();
          new ConsulDiscovery(watcher, new ServiceQuery("s" + i)).subscribe(told[i]);
        }
        for (Told each : told) {
          each.await("8000*1");
        }
        long allKnown = System.nanoTime() - began;
        Thread.sleep(3000); // the bursts of the beginning are over
        int before = asked.get();
        long cpuBefore = cpuTicks(agent.pid());
        Thread.sleep(SECONDS * 1000);
        int perSecond = (asked.get() - before) / SECONDS;
        long cpu = cpuTicks(agent.pid()) - cpuBefore;

        Random random = new Random(11);
        long slowest = 0;
        for (int round = 1; round <= 20; round++) {
          int i = random.nextInt(SERVICES);
          agent.register("s" + i, "s" + i, 8000 + round);
          slowest = Math.max(slowest, told[i].await((8000 + round) + "*1"));
        }
        long threads =
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("consul-"))
                .count();
        System.out.printf(
            "%d services, %d connections: %d threads, %d KiB more resident, all known after %d ms,"
                + " %d questions/s when idle, agent's CPU %d %%, slowest of 20 changes %d ms%n",
            SERVICES,
            connections,
            threads,
            residentKilobytes() - memoryBefore,
            TimeUnit.NANOSECONDS.toMillis(allKnown),
            perSecond,
            cpu / SECONDS,
            TimeUnit.NANOSECONDS.toMillis(slowest));
        assertThat(threads).isLessThanOrEqualTo(connections + 1);
        assertThat(perSecond).isLessThanOrEqualTo(mostRequests);
        assertThat(slowest).isLessThan(TimeUnit.SECONDS.toNanos(3));
        assertThat(watcher.status()).allMatch(status -> status.failures() == 0);
      }
    }
  }

  private static long residentKilobytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }

  /** Hundredths of a second of user and system time, on Linux. */
  private static long cpuTicks(long pid) throws IOException {
    Path stat = Path.of("/proc/" + pid + "/stat");
    if (!Files.exists(stat)) {
      return 0;
    }
    String text = Files.readString(stat);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
