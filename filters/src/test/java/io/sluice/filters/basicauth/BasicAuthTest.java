package io.sluice.filters.basicauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.types.Argon2;
import com.password4j.types.Bcrypt;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BasicAuthTest {
  private static final String BCRYPT =
      BcryptFunction.getInstance(Bcrypt.B, 4).hash("open sesame").getResult();
  private static final String ARGON2 =
      Argon2Function.getInstance(1024, 1, 1, 32, Argon2.ID).hash("pässword").getResult();

  private StubOrigin origin;
  private TestGateway gateway;
  private RawClient client;

  private static String document(String annsHash) {
    return """
        consumers:
          - { id: ann-1, credentials: [ { username: ann, password_hash: '%s' } ] }
          - { id: bob-1, credentials: [ { username: bob, password_hash: '%s' } ] }
        routes:
          - { id: test, upstream: origin,
              filters: [ { name: basic_auth, config: { realm: 'the "vault"', consumer_header: x-who } } ] }
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """
        .formatted(annsHash, ARGON2);
  }

  @BeforeAll
  void start() {
    origin = StubOrigin.answering(200, "ok");
    gateway = TestGateway.of(document(BCRYPT)).origins(origin).start();
  }

  @BeforeEach
  void connect() {
    client = gateway.connect();
    origin.clear();
  }

  @AfterAll
  void close() {
    gateway.close();
    origin.close();
  }

  private RawResponse ask(String nameAndPassword) {
    String encoded =
        Base64.getEncoder().encodeToString(nameAndPassword.getBytes(StandardCharsets.UTF_8));
    return send("authorization: Basic " + encoded + "\r\nx-who: root\r\n");
  }

  private RawResponse send(String fields) {
    return client.send("GET / HTTP/1.1\r\nhost: a\r\n" + fields + "\r\n").read();
  }

  @ParameterizedTest
  @CsvSource({"ann:open sesame, ann-1", "bob:pässword, bob-1"})
  void letsAConsumerInByBcryptAndArgon2(String given, String consumer) {
    for (int i = 0; i < 3; i++) {
      assertThat(ask(given).status()).isEqualTo(200);
      ReceivedRequest received = origin.takeRequest();
      assertThat(received.headers().first("x-who")).isEqualTo(consumer);
      assertThat(received.headers().first("authorization")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ann:open sesamE", "ann:", "ann:open sesame ", "Ann:open sesame", "eve:pässword"})
  void tellsAnUnknownNameLikeAWrongPassword(String given) {
    for (int i = 0; i < 2; i++) { // the second is remembered
      RawResponse refused = ask(given);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.problem()).isEqualTo("password_wrong");
      assertThat(refused.header("www-authenticate"))
          .isEqualTo("Basic realm=\"the \\\"vault\\\"\", charset=\"UTF-8\"");
    }
    assertThat(origin.requests()).isEmpty();
  }

  @Test
  void asksForCredentials() {
    assertThat(send("").problem()).isEqualTo("credentials_missing");
    RawResponse other = send("authorization: Bearer x\r\n");
    assertThat(other.problem()).isEqualTo("credentials_missing");
    assertThat(other.header("www-authenticate")).startsWith("Basic realm=");
  }

  @Test
  void refusesWhatIsMalformed() {
    RawResponse malformed = send("authorization: Basic !!!\r\n");
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.problem()).isEqualTo("credentials_malformed");
    String ann = "authorization: Basic YW5uOm9wZW4gc2VzYW1l\r\n";
    assertThat(send(ann).status()).isEqualTo(200);
    assertThat(send(ann + ann).status()).isEqualTo(400);
  }

  @Test
  void anotherHashMakesTheOldPasswordWrongAtOnce() {
    assertThat(ask("ann:open sesame").status()).isEqualTo(200);
    String other = BcryptFunction.getInstance(Bcrypt.B, 4).hash("changed").getResult();

    gateway.reload(document(other));
    assertThat(ask("ann:open sesame").status()).isEqualTo(401);
    assertThat(ask("ann:changed").status()).isEqualTo(200);

    gateway.reload(document(BCRYPT));
    assertThat(ask("ann:open sesame").status()).isEqualTo(200);
  }

  @Test
  void manyAtOnceVerifyAPasswordOnce() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 200; i++) { // more than may wait
      many.append("GET / HTTP/1.1\r\nhost: a\r\nauthorization: Basic YW5uOm9wZW4gc2VzYW1l\r\n\r\n");
    }
    client.send(many.toString());
    for (int i = 0; i < 200; i++) {
      assertThat(client.read().status()).isEqualTo(200);
    }
  }
}
