package io.sluice.filters.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.sluice.filters.auth.Sha256;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubConnection;
import io.sluice.gateway.testkit.StubOrigin;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenID provider that does as it is told: right where a test says nothing, and wrong in one
 * thing where it does.
 */
final class FakeProvider implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final StubOrigin server = StubOrigin.start(this::answer);
  private final LongSupplier clock;
  private final AtomicInteger count = new AtomicInteger();
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final Map<String, String> refreshTokens = new ConcurrentHashMap<>(); // to subject
  private final List<Map<String, String>> forms = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private volatile ECKey key = key("first");
  private volatile ECKey published = key;

  volatile Consumer<Map<String, Object>> discovery = document -> {};
  volatile Consumer<Map<String, Object>> idToken = claims -> {};
  volatile Consumer<Map<String, Object>> answer = tokens -> {};
  volatile String subject = "ann";
  volatile long expiresIn = 3600;
  volatile int failing; // status of the token endpoint; 0 = it works
  volatile String error = "server_error";
  volatile @Nullable CountDownLatch held;

  FakeProvider(LongSupplier clock) {
    this.clock = clock;
  }

  private static ECKey key(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  String issuer() {
    return "http://" + server.address() + "/realm";
  }

  StubOrigin server() {
    return server;
  }

  /** Signs with another key from now on. */
  void rotate(String id, boolean publish) {
    key = key(id);
    if (publish) {
      published = key;
    }
  }

  /** Forms that the token endpoint has got. */
  List<Map<String, String>> forms() {
    return forms;
  }

  List<String> authorizations() {
    return authorizations;
  }

  long refreshes() {
    return forms.stream().filter(form -> "refresh_token".equals(form.get("grant_type"))).count();
  }

  /** Logs the user in who was led to this URL; where the browser goes then, path and query. */
  String logIn(String url) {
    Map<String, String> asked = parameters(new QueryStringDecoder(url));
    String code = "code-" + count.incrementAndGet();
    codes.put(code, asked);
    return target(asked.get("redirect_uri")) + "?code=" + code + "&state=" + asked.get("state");
  }

  /** Path and query of a URL. */
  static String target(String url) {
    return url.replaceFirst("^https?://[^/]+", "");
  }

  static Map<String, String> parameters(QueryStringDecoder decoder) {
    Map<String, String> all = new LinkedHashMap<>();
    decoder.parameters().forEach((name, values) -> all.put(name, values.get(0)));
    return all;
  }

  private void answer(ReceivedRequest request, StubConnection connection) throws IOException {
    switch (request.target()) {
      case "/realm/.well-known/openid-configuration" -> json(connection, 200, document());
      case "/keys" ->
          connection.answer(200, "{\"keys\":[" + published.toPublicJWK().toJSONString() + "]}");
      case "/token" -> token(request, connection);
      case "/revoke" -> {
        forms.add(parameters(new QueryStringDecoder(request.text(), false)));
        connection.answer(200, "");
      }
      default -> connection.answer(404, "");
    }
  }

  private static void json(StubConnection connection, int status, Map<String, Object> body)
      throws IOException {
    connection.answer(status, "content-type: application/json\r\n", JSON.writeValueAsString(body));
  }

  private Map<String, Object> document() {
    String base = "http://" + server.address();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("issuer", issuer());
    document.put("authorization_endpoint", base + "/authorize?tenant=1");
    document.put("token_endpoint", base + "/token");
    document.put("jwks_uri", base + "/keys");
    document.put("end_session_endpoint", base + "/logout");
    document.put("revocation_endpoint", base + "/revoke");
    discovery.accept(document);
    return document;
  }

  private void token(ReceivedRequest request, StubConnection connection) throws IOException {
    Map<String, String> form = parameters(new QueryStringDecoder(request.text(), false));
    forms.add(form);
    authorizations.add(String.valueOf(request.headers().first("authorization")));
    CountDownLatch latch = held;
    if (latch != null) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (failing != 0) {
      json(connection, failing, Map.of("error", error, "error_description", "<script>"));
      return;
    }
    Map<String, String> login = codes.remove(form.getOrDefault("code", ""));
    String renewed = refreshTokens.remove(form.getOrDefault("refresh_token", ""));
    if (renewed == null && (login == null || !fits(login, form))) {
      json(connection, 400, Map.of("error", "invalid_grant"));
      return;
    }
    json(connection, 200, tokens(login == null ? null : login.get("nonce")));
  }

  /** RFC 7636 section 4.6, RFC 6749 section 4.1.3. */
  private static boolean fits(Map<String, String> login, Map<String, String> form) {
    byte[] hash = Sha256.bytes(form.getOrDefault("code_verifier", ""));
    return "S256".equals(login.get("code_challenge_method"))
        && Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(hash)
            .equals(login.get("code_challenge"))
        && form.get("redirect_uri").equals(login.get("redirect_uri"));
  }

  private Map<String, Object> tokens(@Nullable String nonce) {
    int number = count.incrementAndGet();
    refreshTokens.put("refresh-" + number, subject);
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer());
    claims.put("sub", subject);
    claims.put("aud", "shop");
    claims.put("iat", clock.getAsLong());
    claims.put("exp", clock.getAsLong() + 600);
    claims.put("email", subject + "@example.com");
    if (nonce != null) {
      claims.put("nonce", nonce);
    }
    idToken.accept(claims);
    Map<String, Object> tokens = new LinkedHashMap<>();
    tokens.put("access_token", "access-" + number);
    tokens.put("token_type", "Bearer");
    tokens.put("expires_in", expiresIn);
    tokens.put("refresh_token", "refresh-" + number);
    tokens.put("id_token", signed(claims));
    answer.accept(tokens);
    return tokens;
  }

  private String signed(Map<String, Object> claims) {
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new Payload(JSON.writeValueAsString(claims)));
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  @Override
  public void close() {
    server.close();
  }
}
