package io.sluice.filters.hmacauth;

import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A gateway whose only route takes signed requests, by a clock that the test sets. */
final class EndToEnd implements AutoCloseable {
  static final long NOW = 1_790_000_000;
  static final KeyPair ED25519 = keyPair();

  private final StubOrigin origin = StubOrigin.answering(200, "ok");
  private final TestGateway gateway;
  private final AtomicLong now = new AtomicLong(NOW);
  private final AtomicLong passed = new AtomicLong(); // seconds

  private EndToEnd(String top, String config) {
    InstantSource clock = () -> Instant.ofEpochSecond(now.get());
    gateway =
        TestGateway.of(document(top, config))
            .origins(origin)
            .filter(new HmacAuthFactory(clock))
            .clock(() -> System.nanoTime() + TimeUnit.SECONDS.toNanos(passed.get()))
            .start();
  }

  private static KeyPair keyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Starts one.
   *
   * @param config of the filter, within braces; or another filter, with its {@code name}
   */
  static EndToEnd of(String config) {
    return new EndToEnd("", config);
  }

  /** The same with more at the top of its document. */
  static EndToEnd of(String top, String config) {
    return new EndToEnd(top, config);
  }

  static String document(String top, String config) {
    String pem =
        Rfc9421.pem(Base64.getEncoder().encodeToString(ED25519.getPublic().getEncoded()))
            .replace("\n", "\\n");
    return """
    %s
    overload: { max_event_loop_lag: 0s } # the clock leaps
    consumers:
      - id: builds
        credentials: [ { key_id: ci, secret: "%s" } ]
      - id: laptop
        credentials: [ { key_id: ed, algorithm: ed25519, public_key: "%s" } ]
    routes:
      - id: test
        upstream: origin
        filters:
          - { %s }
    upstreams:
      - id: origin
        targets: [ { address: "${origin}" } ]
    """
        .formatted(
            top,
            Signer.SECRET,
            pem,
            config.startsWith("name: ") ? config : "name: hmac_auth, config: { " + config + " }");
  }

  /** Another config, in which nobody may sign. */
  void withoutConsumers(String config) {
    String document = document("", config);
    gateway.reload(
        document.substring(0, document.indexOf("consumers:"))
            + document.substring(document.indexOf("routes:")));
  }

  /** Lets so many seconds pass; what the clock says then. */
  long pass(long seconds) {
    passed.addAndGet(seconds);
    return step(seconds);
  }

  /** Sets the time of day ahead, or back, while none passes. */
  long step(long seconds) {
    return now.addAndGet(seconds);
  }

  TestGateway gateway() {
    return gateway;
  }

  /** Sends it on a new connection. */
  RawResponse send(String request) {
    return gateway.connect().send(request).read();
  }

  RawResponse send(Signer signer) {
    return send(signer.signed());
  }

  /** What the origin has got. */
  List<ReceivedRequest> received() {
    return origin.requests();
  }

  @Override
  public void close() {
    gateway.close();
    origin.close();
  }
}
