package io.sluice.loadbalancer.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Three real Consul servers, on 127.0.0.1 to 3, which elect their leader. */
public final class ConsulCluster implements AutoCloseable {
  private static final int SERVERS = 3;

  /**
   * For each server in turn: what it serves HTTP on, what the others talk to, what they gossip on.
   */
  private final int[] ports = ConsulAgent.freePorts(3 * SERVERS);

  private final List<ConsulAgent> servers = new ArrayList<>();

  private ConsulCluster() throws IOException {
    Path binary = ConsulBinary.find();
    for (int i = 0; i < SERVERS; i++) {
      servers.add(server(binary, i));
    }
  }

  /** Starts one. Skips the test when there is no binary, see {@link ConsulBinary}. */
  public static ConsulCluster start() {
    try {
      ConsulCluster cluster = new ConsulCluster();
      try {
        cluster.servers.forEach(ConsulAgent::launch);
        cluster.servers.forEach(ConsulAgent::awaitReady);
        return cluster;
      } catch (RuntimeException | Error e) {
        cluster.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ConsulAgent server(Path binary, int i) throws IOException {
    Path folder = Files.createTempDirectory("sluice-consul-");
    String host = host(i);
    // As quick to notice a dead leader as Consul recommends for production.
    Files.writeString(folder.resolve("settings.hcl"), "performance { raft_multiplier = 1 }\n");
    List<String> command =
        new ArrayList<>(
            List.of(
                binary.toString(),
                "agent",
                "-server",
                "-bootstrap-expect=" + SERVERS,
                "-node=server-" + (i + 1),
                "-bind=" + host,
                "-client=" + host,
                "-http-port=" + http(i),
                "-server-port=" + rpc(i),
                "-serf-lan-port=" + serf(i),
                "-serf-wan-port=-1",
                "-dns-port=-1",
                "-retry-interval=1s",
                "-log-level=warn",
                "-data-dir=" + folder.resolve("data"),
                "-config-file=" + folder.resolve("settings.hcl")));
    for (int other = 0; other < SERVERS; other++) {
      if (other != i) {
        command.add("-retry-join=" + host(other) + ":" + serf(other));
      }
    }
    URI address = URI.create("http://" + host + ":" + http(i));
    return new ConsulAgent(folder, address, "server-" + (i + 1), "", command);
  }

  private static String host(int i) {
    return "127.0.0." + (i + 1);
  }

  private int http(int i) {
    return ports[3 * i];
  }

  private int rpc(int i) {
    return ports[3 * i + 1];
  }

  private int serf(int i) {
    return ports[3 * i + 2];
  }

  /** The server that leads now, as {@code asked} knows it; waits for there to be one. */
  public ConsulAgent leader(ConsulAgent asked) {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String leader = "";
    while (System.nanoTime() - giveUp < 0) {
      leader = asked.get("/v1/status/leader").body();
      for (int i = 0; i < SERVERS; i++) {
        if (leader.equals("\"" + host(i) + ":" + rpc(i) + "\"")) {
          return servers.get(i);
        }
      }
      ConsulAgent.pause();
    }
    throw new AssertionError("no leader: " + leader);
  }

  /** All but one, in order. */
  public List<ConsulAgent> others(ConsulAgent server) {
    List<ConsulAgent> others = servers.stream().filter(each -> each != server).toList();
    assertThat(others).hasSize(SERVERS - 1);
    return others;
  }

  public List<ConsulAgent> servers() {
    return List.copyOf(servers);
  }

  @Override
  public void close() {
    servers.forEach(ConsulAgent::close);
  }
}
