package io.sluice.filters.oidc;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A gateway with the filter, the provider at which its users log in, and a clock for both. */
final class OidcTester implements AutoCloseable {
  static final String SECRET = "0123456789abcdefghijklmnopqrstuvwxyz";
  static final String SESSION = "__Host-sluice_session";
  static final String LOGIN = SESSION + "_login_";

  final AtomicLong clock = new AtomicLong(System.currentTimeMillis() / 1000);
  final FakeProvider provider = new FakeProvider(clock::get);
  final StubOrigin origin = StubOrigin.answering(200, "ok");
  private final TestGateway gateway;

  private OidcTester(String filter, boolean known) {
    gateway = start(filter);
    if (known) {
      awaitProvider();
    }
  }

  /** With these options beside those that must be there: {@code ", scopes: [email]"}. */
  static OidcTester of(String options) {
    return new OidcTester(options, true);
  }

  /** The same, without waiting for the provider. */
  static OidcTester unknown(String options) {
    return new OidcTester(options, false);
  }

  /** The filter's options; later ones of {@code more} are beside them. */
  String config(String more) {
    String secret = more.contains("cookie_secret") ? "" : ", cookie_secret: " + SECRET;
    String id = more.contains("client_id") ? "" : ", client_id: shop, client_secret: \"s:% +\"";
    String base =
        more.contains("redirect_uri_base") ? "" : ", redirect_uri_base: \"https://app.test\"";
    return "{ issuer: \"" + provider.issuer() + "\"" + secret + id + base + more + " }";
  }

  private String document(String chain) {
    return """
        routes: [ { id: test, upstream: origin, filters: [ %s ] } ]
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """
        .formatted(chain);
  }

  private String whole(String more) {
    return document(
        more.startsWith("[")
            ? more.substring(1, more.length() - 1).replace("OIDC", config(""))
            : "{ name: oidc, config: " + config(more) + " }");
  }

  /** Has the gateway go on with other options. */
  void reload(String options) {
    gateway.reload(whole(options));
  }

  /** Another gateway beside it, of the same origin. */
  TestGateway start(String more) {
    return TestGateway.of(whole(more))
        .origins(origin)
        .filter(new OidcFactory(clock::get))
        .workers(2)
        .start();
  }

  void awaitProvider() {
    Await.until("the provider is known", () -> surfer().visit("/").status() != 503);
  }

  TestGateway gateway() {
    return gateway;
  }

  Surfer surfer() {
    return surfer(gateway);
  }

  static Surfer surfer(TestGateway at) {
    return new Surfer(at.connect().timeout(Duration.ofSeconds(30)));
  }

  /** One that is logged in. */
  Surfer user() {
    Surfer surfer = surfer();
    surfer.logIn(provider, "/");
    return surfer;
  }

  @Override
  public void close() {
    gateway.close();
    origin.close();
    provider.close();
  }
}
