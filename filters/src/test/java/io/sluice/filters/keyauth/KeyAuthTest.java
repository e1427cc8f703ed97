package io.sluice.filters.keyauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyAuthTest {
  private static final String ANNS_KEY = "k-0123456789abcdef";
  private static final String BOBS = "b-0123456789abcdef";

  private final StubOrigin origin = StubOrigin.answering(200, "ok");
  private TestGateway gateway;

  @AfterEach
  void close() {
    if (gateway != null) {
      gateway.close();
    }
    origin.close();
  }

  private static String document(String config, String consumers) {
    return """
        consumers: %s
        routes:
          - { id: test, upstream: origin, filters: [ { name: key_auth, config: %s } ],
              rewrite: { add_prefix: /v1 } }
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """
        .formatted(consumers, config);
  }

  private static String consumers(String... keys) {
    StringBuilder all = new StringBuilder("[");
    for (String key : keys) {
      all.append("{ id: ")
          .append(key.charAt(0) == 'k' ? "ann" : "bob")
          .append(", credentials: [ { key: ")
          .append(key)
          .append(" } ] },");
    }
    return all.append(']').toString();
  }

  private RawClient client(String config) {
    gateway = TestGateway.of(document(config, consumers(ANNS_KEY, BOBS))).origins(origin).start();
    return gateway.connect();
  }

  private static String request(String target, String... fields) {
    return "GET " + target + " HTTP/1.1\r\nhost: a\r\n" + String.join("", fields) + "\r\n";
  }

  @Test
  void letsAConsumerInAndTellsTheOrigin() {
    RawClient client = client("{ consumer_header: x-consumer-id }");

    String key = "x-api-key: " + ANNS_KEY + "\r\n";
    assertThat(client.send(request("/", key, "x_consumer-id: root\r\n")).read().status())
        .isEqualTo(200);

    ReceivedRequest received = origin.takeRequest();
    assertThat(received.headers().first("x-consumer-id")).isEqualTo("ann");
    assertThat(received.headText()).doesNotContain(ANNS_KEY, "root");
  }

  @Test
  void asksWhoShowsNoKeyForOne() {
    RawResponse refused = client("{}").get("/").read();

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.problem()).isEqualTo("credentials_missing");
    assertThat(refused.header("www-authenticate"))
        .isEqualTo("ApiKey realm=\"sluice\", in=\"header\", name=\"x-api-key\"");
    assertThat(origin.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"k-0123456789abcdeF", "k-0123456789abcde", "k-0123456789abcdef0", "", "K", "\"\""})
  void refusesAnUnknownKey(String key) {
    RawResponse refused = client("{}").send(request("/", "x-api-key: " + key + "\r\n")).read();

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.problem()).isEqualTo("key_unknown");
    assertThat(refused.header("www-authenticate")).startsWith("ApiKey ");
    assertThat(refused.text()).doesNotContain("0123456789");
  }

  @Test
  void refusesAKeyThatIsTooLong() {
    String key = "x-api-key: " + "k".repeat(5000) + "\r\n";

    assertThat(client("{}").send(request("/", key)).read().problem()).isEqualTo("key_unknown");
  }

  @Test
  void refusesTwoKeys() {
    String key = "x-api-key: " + ANNS_KEY + "\r\n";
    RawResponse refused =
        client("{}").send(request("/", key, "X-Api-Key: " + BOBS + "\r\n")).read();

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.problem()).isEqualTo("key_repeated");
  }

  @ParameterizedTest
  @CsvSource({
    "/a?b=1&key=k-0123456789abcdef&c=2, /v1/a?b=1&c=2",
    "/a?key=k-0123456789abcdef, /v1/a",
    "/a?k%65y=k-0123456789%61bcdef, /v1/a",
  })
  void takesAKeyFromTheQueryAndHidesIt(String target, String forwarded) {
    RawClient client = client("{ in: query, name: key }");

    assertThat(client.get(target).read().status()).isEqualTo(200);
    assertThat(origin.takeRequest().target()).isEqualTo(forwarded);
  }

  @Test
  void takesAKeyFromACookieAndHidesIt() {
    RawClient client = client("{ in: cookie, name: key }");

    String cookie = "cookie: a=1; key=" + ANNS_KEY + "; b=2\r\n";
    assertThat(client.send(request("/", cookie)).read().status()).isEqualTo(200);
    assertThat(origin.takeRequest().headers().first("cookie")).isEqualTo("a=1; b=2");
  }

  @Test
  void showsTheOriginTheKeyWhereItIsToldTo() {
    RawClient client = client("{ hide_credentials: false }");

    client.send(request("/", "x-api-key: " + ANNS_KEY + "\r\n")).read();
    assertThat(origin.takeRequest().headers().first("x-api-key")).isEqualTo(ANNS_KEY);
  }

  @Test
  void aKeyThatIsTakenAwayLetsNobodyInAnyMoreOnAnyConnection() {
    RawClient client = client("{}");
    String ann = request("/", "x-api-key: " + ANNS_KEY + "\r\n");
    String bob = request("/", "x-api-key: " + BOBS + "\r\n");
    assertThat(client.send(ann).read().status()).isEqualTo(200);

    gateway.reload(document("{}", consumers(BOBS)));

    assertThat(client.send(ann).read().status()).isEqualTo(401);
    assertThat(client.send(bob).read().status()).isEqualTo(200);
  }
}
