package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.service.GatewayControl;
import io.sluice.gateway.service.GatewayControl.State;
import io.sluice.gateway.service.GatewayService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services come from jars that the gateway does not know: whatever they do, it stays in order. */
class ServicesTest {
  @TempDir Path jar;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Tells what it saw of the gateway. */
  public static final class Witness implements GatewayService {
    private static final List<State> SEEN = new ArrayList<>(); // emptied by each test

    @Override
    public String name() {
      return "witness";
    }

    @Override
    public String start(GatewayControl control) {
      SEEN.add(control.state());
      control.adminBound(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711));
      return "watch";
    }

    @Override
    public void stop() {
      throw new IllegalStateException("stopping is hard");
    }
  }

  /** For a Java that does not exist yet, or short of a class. */
  public static final class Unlinked implements GatewayService {
    @Override
    public String name() {
      return "unlinked";
    }

    @Override
    public String start(GatewayControl control) {
      throw new NoClassDefFoundError("com/example/Missing");
    }

    @Override
    public void stop() {}
  }

  /** Listens at the admin address, as far as it says. */
  public static final class Mover implements GatewayService {
    private static final List<String> SEEN = new ArrayList<>(); // emptied by each test
    private static final int REFUSED = 4713;

    @Override
    public String name() {
      return "mover";
    }

    @Override
    public String start(GatewayControl control) {
      return "somewhere";
    }

    @Override
    public Change prepare(InetSocketAddress adminAddress) {
      int port = adminAddress.getPort();
      if (port == REFUSED) {
        throw new IllegalStateException("not there");
      }
      SEEN.add("prepare " + port);
      return new Change() {
        @Override
        public void commit() {
          SEEN.add("commit " + port);
        }

        @Override
        public void abandon() {
          SEEN.add("abandon " + port);
        }
      };
    }

    @Override
    public void stop() {}
  }

  private <T> T with(String service, Callable<T> action) throws Exception {
    Path services = Files.createDirectories(jar.resolve("META-INF/services"));
    Files.writeString(services.resolve(GatewayService.class.getName()), service + "\n");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      return action.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private Gateway start(@Nullable Integer port) throws Exception {
    String more = port == null ? "" : ", { id: more, bind: '127.0.0.1:" + port + "' }";
    String yaml =
        """
        server: { workers: 1 }
        listeners: [ { id: http, bind: '127.0.0.1:0' } %s ]
        admin: { bind: '127.0.0.1:0' }
        access_log: { off: true }
        """
            .formatted(more);
    return Gateway.start(
        ConfigOrigin.inMemory(LOADER, config(yaml)),
        new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private static final ConfigLoader LOADER = new ConfigLoader(List.of(), name -> null);

  private static BoundDocument config(String yaml) throws Exception {
    return BoundDocument.of(yaml, Format.YAML, LOADER);
  }

  @Test
  void oneThatCannotBeStoppedDoesNotKeepTheGateway() throws Exception {
    Witness.SEEN.clear();
    Gateway gateway = with(Witness.class.getName(), () -> start(null));
    assertThat(Witness.SEEN).containsExactly(State.STARTING);
    assertThat(gateway.state()).isEqualTo(State.READY);
    assertThat(gateway.adminAddress().getPort()).isEqualTo(4711);
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .element(0)
        .isEqualTo("witness on watch");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\nlistener http on 127.0.0.1:");

    gateway.close();
    assertThat(gateway.state()).isEqualTo(State.DRAINING);
    assertThatThrownBy(() -> gateway.drain()).hasMessage("the gateway is closed");
  }

  @Test
  void nothingIsAnnouncedWhenALaterPartCannotStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> with(Witness.class.getName(), () -> start(port)))
          .hasMessage("listeners[1].bind: 127.0.0.1:" + port + ": address already in use");
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.example.NotThere", "io.sluice.gateway.boot.Gateway"})
  void aBrokenJarIsNamed(String service) {
    assertThatThrownBy(() -> with(service, () -> start(null)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("plugins: ")
        .hasMessageContaining(service);
  }

  @Test
  void oneThatLacksAClassIsNamed() {
    assertThatThrownBy(() -> with(Unlinked.class.getName(), () -> start(null)))
        .isInstanceOf(IOException.class)
        .hasMessage("unlinked: cannot start: java.lang.NoClassDefFoundError: com/example/Missing");
  }

  private static BoundDocument moved(int adminPort, String listener) throws Exception {
    return config(
        """
        listeners: [ { id: http, bind: '%s' } ]
        admin: { bind: '127.0.0.1:%d' }
        access_log: { off: true }
        """
            .formatted(listener, adminPort));
  }

  @Test
  void aReloadMovesThemToTheNewAdminAddress() throws Exception {
    Mover.SEEN.clear();
    try (Gateway gateway = with(Mover.class.getName(), () -> start(null))) {
      gateway.reload(moved(4711, "127.0.0.1:0"));
      assertThat(Mover.SEEN).containsExactly("prepare 4711", "commit 4711");
    }
  }

  @Test
  void aReloadThatFailsElsewhereMovesThemNowhere() throws Exception {
    Mover.SEEN.clear();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Gateway gateway = with(Mover.class.getName(), () -> start(null))) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThatThrownBy(() -> gateway.reload(moved(4712, address)))
          .hasMessage("listeners[0].bind: " + address + ": address already in use");
      assertThat(Mover.SEEN).containsExactly("prepare 4712", "abandon 4712");
    }
  }

  @Test
  void oneThatRefusesRefusesTheWholeReload() throws Exception {
    try (Gateway gateway = with(Mover.class.getName(), () -> start(null))) {
      assertThatThrownBy(() -> gateway.reload(moved(Mover.REFUSED, "127.0.0.1:0")))
          .isInstanceOf(IOException.class)
          .hasMessage("mover: cannot reload: java.lang.IllegalStateException: not there");
      assertThat(gateway.revision()).isEqualTo(1);
    }
  }
}
