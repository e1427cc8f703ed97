package io.sluice.loadbalancer.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Consul, a development agent on free ports of the loopback address. What it knows is gone
 * when it stops.
 */
public final class ConsulAgent implements AutoCloseable {
  private final Path folder;
  private final String node;
  private final List<String> command;
  private final String root;
  private final URI address;
  private final HttpClient client;
  private Process process;

  /**
   * One that has not been started.
   *
   * @param folder its own, deleted when it closes
   * @param command runs an agent of this address and node name
   */
  ConsulAgent(Path folder, URI address, String node, String root, List<String> command) {
    this.folder = folder;
    this.address = address;
    this.node = node;
    this.root = root;
    this.command = List.copyOf(command);
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  private static ConsulAgent development(String settings, String root) throws IOException {
    Path binary = ConsulBinary.find();
    Path folder = Files.createTempDirectory("sluice-consul-");
    Files.writeString(folder.resolve("settings.hcl"), settings);
    int[] ports = freePorts(4);
    List<String> command =
        List.of(
            binary.toString(),
            "agent",
            "-dev",
            "-node=test",
            "-bind=127.0.0.1",
            "-http-port=" + ports[0],
            "-server-port=" + ports[1],
            "-serf-lan-port=" + ports[2],
            "-serf-wan-port=" + ports[3],
            "-dns-port=-1",
            "-grpc-port=-1",
            "-log-level=warn",
            "-config-file=" + folder.resolve("settings.hcl"));
    return new ConsulAgent(
        folder, URI.create("http://127.0.0.1:" + ports[0]), "test", root, command);
  }

  /** Starts one. Skips the test when there is no binary, see {@link ConsulBinary}. */
  public static ConsulAgent start() {
    return start("", "");
  }

  /** Starts one that refuses whoever has no token; {@code root} may do everything. */
  public static ConsulAgent startWithAcls(String root) {
    return start(
        "acl { enabled = true\n default_policy = \"deny\"\n tokens { master = \""
            + root
            + "\"\n agent = \""
            + root
            + "\" } }\n",
        root);
  }

  /** Starts one with more settings, in Consul's own language. */
  public static ConsulAgent start(String settings, String root) {
    try {
      ConsulAgent agent = development(settings, root);
      try {
        agent.run();
        return agent;
      } catch (RuntimeException | Error e) {
        agent.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI address() {
    return address;
  }

  public long pid() {
    return process.pid();
  }

  /** Starts it again after {@link #kill}, on the same ports, knowing nothing. */
  public void run() {
    launch();
    awaitReady();
  }

  void launch() {
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has a leader, and has put itself into the catalog. */
  void awaitReady() {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!ready()) {
      if (!process.isAlive() || System.nanoTime() - giveUp > 0) {
        throw new AssertionError("consul does not start:\n" + log());
      }
      pause();
    }
  }

  /** As a crash does. */
  public void kill() {
    process.destroyForcibly();
    try {
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Registers an instance on 127.0.0.1 that passes. */
  public void register(String service, String id, int port) {
    register(service, id, port, "");
  }

  /**
   * Registers an instance, or changes it.
   *
   * @param more JSON of further fields, each after a comma
   */
  public void register(String service, String id, int port, String more) {
    put(
        "/v1/agent/service/register",
        "{\"Name\":\"%s\",\"ID\":\"%s\",\"Address\":\"127.0.0.1\",\"Port\":%d%s}"
            .formatted(service, id, port, more));
  }

  public void deregister(String id) {
    put("/v1/agent/service/deregister/" + id, "");
  }

  /** Sets the state of a check that an instance registered with a TTL: pass, warn or fail. */
  public void check(String id, String state) {
    put("/v1/agent/check/" + state + "/service:" + id, "");
  }

  /** Sends a request with the root token; expects 200 and gives the body. */
  public String put(String path, String body) {
    HttpResponse<String> response = send("PUT", path, body);
    assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
    return response.body();
  }

  /** Deletes with the root token. */
  public void delete(String path) {
    assertThat(send("DELETE", path, "").statusCode()).as(path).isEqualTo(200);
  }

  /** Asks with the root token. */
  public HttpResponse<String> get(String path) {
    return send("GET", path, "");
  }

  private HttpResponse<String> send(String method, String path, String body) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address.resolve(path))
              .timeout(Duration.ofSeconds(10))
              .method(method, HttpRequest.BodyPublishers.ofString(body));
      if (!root.isEmpty()) {
        request.header("X-Consul-Token", root);
      }
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private boolean ready() {
    try {
      HttpResponse<String> found = get("/v1/catalog/node/" + node);
      return found.statusCode() == 200 && found.body().contains("\"" + node + "\"");
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static int[] freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      int[] ports = new int[count];
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        ports[i] = socket.getLocalPort();
      }
      return ports;
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
    try {
      ConsulBinary.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
