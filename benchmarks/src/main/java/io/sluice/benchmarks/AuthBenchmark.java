package io.sluice.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.sluice.filters.jwtauth.JwtAuthFactory;
import io.sluice.filters.keyauth.KeyAuthFactory;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

/** What it costs a request to be let in. The budget of a token that was verified before: 2 µs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AuthBenchmark {
  private static final String KEY = "k-0123456789abcdef0123456789abcdef";

  @Param({"10", "10000"})
  int consumers;

  private Filter keyAuth = new Filter() {};
  private Filter jwtAuth = new Filter() {};
  private String token = "";

  /** Consumers in a config, and one token of one of them. */
  @Setup
  public void build() throws Exception {
    Consumers known = known(consumers);
    ChainContext context = AuthFilters.context(known);
    keyAuth = AuthFilters.of(new KeyAuthFactory(), "{}", context);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(Curve.P_256.toECParameterSpec());
    KeyPair pair = generator.generateKeyPair();
    token = token(pair);
    String pem =
        "-----BEGIN PUBLIC KEY-----\\n"
            + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())
            + "\\n-----END PUBLIC KEY-----";
    String config =
        "{ keys: [ { kid: a, algorithm: ES256, public_key: \""
            + pem
            + "\" } ], issuer: i, audience: a, known_consumers: true }";
    jwtAuth = AuthFilters.of(new JwtAuthFactory(), config, context);
    PlainExchange first = new PlainExchange().with("authorization", "Bearer " + token);
    if (jwtAuth.onRequest(first) == Verdict.PAUSE) {
      Thread.sleep(2000); // until it is verified
    }
    check(jwt(), "ES256");
    check(key(), "key");
  }

  private static void check(Verdict verdict, String what) {
    if (verdict != Verdict.CONTINUE) {
      throw new IllegalStateException(what + " is not let in: " + verdict);
    }
  }

  private static Consumers known(int count) {
    List<Consumer> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String key = i == count / 2 ? KEY : "k-" + i;
      Credential credential =
          new Credential(key, null, null, null, null, null, null, null, null, null);
      all.add(new Consumer("c" + i, Map.of("plan", "gold"), List.of(credential)));
    }
    return Consumers.of(all);
  }

  private static String token(KeyPair pair) throws JOSEException, GeneralSecurityException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("a").build(),
            new JWTClaimsSet.Builder()
                .subject("c1")
                .issuer("i")
                .audience("a")
                .claim("scope", "read write")
                .claim("groups", List.of("dev", "ops"))
                .expirationTime(Date.from(Instant.now().plusSeconds(86_400)))
                .build());
    jwt.sign(new ECDSASigner((ECPrivateKey) pair.getPrivate()));
    return jwt.serialize();
  }

  /** A key that a consumer has. */
  @Benchmark
  public Verdict key() throws Exception {
    return keyAuth.onRequest(new PlainExchange().with("x-api-key", KEY));
  }

  /** A token that was verified before. */
  @Benchmark
  public Verdict jwt() throws Exception {
    return jwtAuth.onRequest(new PlainExchange().with("authorization", "Bearer " + token));
  }

  /** What of it is the exchange itself. */
  @Benchmark
  public PlainExchange nothing() {
    return new PlainExchange().with("authorization", "Bearer " + token);
  }
}
