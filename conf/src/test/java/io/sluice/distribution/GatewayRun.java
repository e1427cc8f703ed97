package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A gateway of the distribution that this build has assembled, with its file and its ports. */
final class GatewayRun implements AutoCloseable {
  private final Path folder;
  private final int port = Ports.free();
  private final int adminPort = Ports.free();
  private final Run run;
  private int revision = 1;

  private GatewayRun(Path folder, Launcher launcher, String config) throws IOException {
    this.folder = folder;
    write(config);
    this.run = launcher.from(folder).start("run", "--config", "gateway.yaml");
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param folder for its file, and what it runs in
   * @param config all but listeners, admin and access log
   */
  static GatewayRun start(Path folder, String config) throws Exception {
    return start(folder, Launcher.built(), config);
  }

  static GatewayRun start(Path folder, Launcher launcher, String config) throws Exception {
    GatewayRun gateway = new GatewayRun(folder, launcher, config);
    try {
      gateway.run.awaitOutput("ready in");
      return gateway;
    } catch (Exception | Error e) {
      gateway.close();
      throw e;
    }
  }

  private void write(String config) throws IOException {
    Path next = folder.resolve("gateway.yaml.next");
    Files.writeString(
        next,
        """
        listeners: [ { id: http, bind: 127.0.0.1:%d } ]
        admin: { bind: 127.0.0.1:%d }
        access_log: { off: true }
        """
                .formatted(port, adminPort)
            + config);
    Files.move(next, folder.resolve("gateway.yaml"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Has it load another config; returns when that is in force. */
  void reload(String config) throws Exception {
    write(config);
    run.signal("HUP");
    revision++;
    run.awaitError("reloaded revision=" + revision + " ");
  }

  int port() {
    return port;
  }

  /** A client of its admin listener. */
  Client admin() {
    return new Client(adminPort);
  }

  int adminPort() {
    return adminPort;
  }

  /** Sum of the samples of its metrics that begin so; 0 when there is none. */
  double sample(String prefix) throws Exception {
    Metrics metrics = Metrics.of(adminPort);
    return metrics.text().contains("\n" + prefix) ? metrics.sum(prefix) : 0;
  }

  /** Ticks of its event loops' clocks that came more than 25 ms late, since its start. */
  double lateTicks() throws Exception {
    Metrics now = Metrics.of(adminPort);
    String lag = "sluice_event_loop_lag_seconds_";
    return now.sum(lag + "count{") - now.sum(lag + "bucket{", "le=\"0.025\"");
  }

  void awaitLog(String text) throws Exception {
    run.awaitError(text);
  }

  String log() throws IOException {
    return run.errors();
  }

  /** Has it end by itself: nothing may be lost, and no thread may hold it up. */
  void stop() throws Exception {
    run.signal("TERM");
    assertThat(run.outcome().code()).isZero();
  }

  @Override
  public void close() throws IOException {
    run.close();
  }
}
