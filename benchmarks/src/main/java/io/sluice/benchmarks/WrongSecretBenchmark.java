package io.sluice.benchmarks;

import io.sluice.filters.hmacauth.HmacAuthFactory;
import io.sluice.filters.jwtauth.JwtAuthFactory;
import io.sluice.filters.keyauth.KeyAuthFactory;
import io.sluice.filters.signedurl.SignedUrlFactory;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it takes to refuse a key or signature whose first byte is wrong, and one whose last byte is:
 * who could tell them apart by time would find the right one byte by byte.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(2)
public class WrongSecretBenchmark {
  private static final String SECRET = "kT3vQ9xZ1mN7bR5wY2cJ8dL4fH6gS0pA";

  /** Which filter. */
  public enum Way {
    KEY_AUTH,
    HMAC_AUTH,
    JWT_AUTH,
    SIGNED_URL
  }

  /** Which byte. */
  public enum Wrong {
    FIRST,
    LAST
  }

  @Param Way way = Way.KEY_AUTH;

  @Param Wrong wrong = Wrong.FIRST;

  private Filter filter = new Filter() {};
  private Supplier<PlainExchange> request = PlainExchange::new;

  /** A filter, and a request that it refuses. */
  @Setup
  public void build() throws Exception {
    ChainContext context = AuthFilters.context(Consumers.of(List.of(ann())));
    filter = filter(context);
    request = request(right -> right);
    check(Verdict.CONTINUE, "the right one");
    request = request(this::changed);
    check(Verdict.DONE, "the wrong one");
  }

  private void check(Verdict expected, String what) throws Exception {
    if (refused() != expected) {
      throw new IllegalStateException(way + ": " + what + " (expected: " + expected + ")");
    }
  }

  private Filter filter(ChainContext context) throws ConfigException {
    return switch (way) {
      case KEY_AUTH -> AuthFilters.of(new KeyAuthFactory(), "{}", context);
      case HMAC_AUTH ->
          AuthFilters.of(
              new HmacAuthFactory(),
              "{ required_components: [ \"@method\" ], require_nonce: false, max_age: 24h,"
                  + " replay: { store: none } }",
              context);
      case JWT_AUTH ->
          AuthFilters.of(
              new JwtAuthFactory(),
              "{ keys: [ { kid: k, algorithm: HS256, secret: " + SECRET + " } ], audience: a }",
              context);
      case SIGNED_URL ->
          AuthFilters.of(
              new SignedUrlFactory(), "{ keys: [ { id: k, secret: " + SECRET + " } ] }", context);
    };
  }

  /**
   * What makes requests.
   *
   * @param secret from the right bytes of a key or signature to those that are sent
   */
  private Supplier<PlainExchange> request(UnaryOperator<byte[]> secret)
      throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    return switch (way) {
      case KEY_AUTH -> {
        String key = new String(secret.apply(ascii(SECRET)), StandardCharsets.US_ASCII);
        yield () -> new PlainExchange().with("x-api-key", key);
      }
      case HMAC_AUTH -> {
        String parameters = "(\"@method\");created=" + now + ";keyid=\"k\"";
        String base = "\"@method\": GET\n\"@signature-params\": " + parameters;
        String mac = Base64.getEncoder().encodeToString(secret.apply(mac(base)));
        yield () ->
            new PlainExchange()
                .with("signature-input", "sig=" + parameters)
                .with("signature", "sig=:" + mac + ":");
      }
      case JWT_AUTH -> {
        String claims = "{\"sub\":\"ann\",\"aud\":\"a\",\"exp\":" + (now + 86_400) + "}";
        String signed = url(ascii("{\"alg\":\"HS256\",\"kid\":\"k\"}")) + "." + url(ascii(claims));
        String token = signed + "." + url(secret.apply(mac(signed)));
        yield () -> new PlainExchange().with("authorization", "Bearer " + token);
      }
      case SIGNED_URL -> {
        String query = "sl_expires=" + (now + 86_400) + "&sl_key=k&";
        String mac = url(secret.apply(mac("sluice-signed-url-1\na.test\n/\n" + query)));
        yield () -> new PlainExchange().query(query + "sl_signature=" + mac);
      }
    };
  }

  private static Consumer ann() {
    Credential key = new Credential(SECRET, null, null, null, null, null, null, null, null, null);
    Credential signer = new Credential(null, null, null, null, "k", SECRET, null, null, null, null);
    return new Consumer("ann", Map.of(), List.of(key, signer));
  }

  private byte[] changed(byte[] right) {
    right[wrong == Wrong.FIRST ? 0 : right.length - 1] ^= 1;
    return right;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] mac(String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(ascii(SECRET), "HmacSHA256"));
    return mac.doFinal(ascii(text));
  }

  private static String url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Refuses it. */
  @Benchmark
  public Verdict refused() throws Exception {
    return filter.onRequest(request.get());
  }
}
