package io.sluice.gateway.testkit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A gateway and an origin for all tests of a class. Before each test the origin answers {@code 200
 * ok} again and has seen nothing, and a config that a test put in force is taken back. A test after
 * which the origin has seen a malformed request fails.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final GatewayExtension gateway =
 *     GatewayExtension.of(
 *         """
 *         routes:
 *           - { id: all, upstream: origin, filters: [ { name: teapot, config: { path: /tea } } ] }
 *         upstreams:
 *           - { id: origin, targets: [ { address: "${origin}" } ] }
 *         """);
 *
 * static {
 *   gateway.setup().filter(new Teapot()).workers(2);
 * }
 *
 * @Test
 * void forwardsWhatIsNoTea() {
 *   assertThat(gateway.connect().get("/coffee").read().text()).isEqualTo("ok");
 *   assertThat(gateway.origin().takeRequest().target()).isEqualTo("/coffee");
 * }
 * }</pre>
 */
public final class GatewayExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private final String yaml;
  private final TestGateway.Builder setup;
  private @Nullable StubOrigin origin;
  private @Nullable TestGateway gateway;
  private boolean changed;

  private GatewayExtension(String yaml) {
    this.yaml = yaml;
    this.setup = TestGateway.of(yaml);
  }

  /** An extension for a static field; {@code ${origin}} in the YAML is its origin's address. */
  public static GatewayExtension of(String yaml) {
    return new GatewayExtension(yaml);
  }

  /** Everything to {@code ${origin}}, by one route without filters. */
  public static GatewayExtension forwarding() {
    return of(
        """
        routes:
          - { id: all, upstream: origin }
        upstreams:
          - { id: origin, targets: [ { address: "${origin}" } ] }
        """);
  }

  /** Where filters, workers and transport are set, in a static initializer. */
  public TestGateway.Builder setup() {
    return setup;
  }

  /** The gateway that runs. */
  public TestGateway gateway() {
    return Objects.requireNonNull(gateway, "not started: the extension's field must be static");
  }

  /** The origin behind it. */
  public StubOrigin origin() {
    return Objects.requireNonNull(origin, "not started: the extension's field must be static");
  }

  /** A new client; closed with the gateway at the latest. */
  public RawClient connect() {
    return gateway().connect();
  }

  /** Puts another config in force until the test ends. */
  public void reload(String replacement) {
    changed = true;
    gateway().reload(replacement);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    StubOrigin started = StubOrigin.answering(200, "ok");
    origin = started;
    gateway = setup.origins(started).start();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    origin().restart();
    origin().clear();
    origin().answer((request, connection) -> connection.answer(200, "ok"));
    if (changed) {
      gateway().reload(yaml);
      changed = false;
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!origin().violations().isEmpty()) {
      throw new AssertionError("the origin was sent what is no request: " + origin().violations());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (gateway != null) {
      gateway.close();
    }
    if (origin != null) {
      origin.close();
    }
  }
}
