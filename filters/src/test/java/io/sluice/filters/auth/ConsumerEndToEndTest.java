package io.sluice.filters.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What limits, hashing, logs, fields and routes make of who calls. */
class ConsumerEndToEndTest {
  private static final String CONSUMERS =
      """
      consumers:
        - { id: ann, credentials: [ { key: key-of-ann-00001 } ] }
        - { id: bob, credentials: [ { key: key-of-bob-00001 } ] }
      """;

  @TempDir Path temp;

  private static RawResponse ask(RawClient client, String who) {
    String key = who.isEmpty() ? "" : "x-api-key: key-of-" + who + "-00001\r\n";
    return client.send("GET / HTTP/1.1\r\nhost: a\r\n" + key + "\r\n").read();
  }

  @Test
  void limitsCountEachConsumerByItself() {
    String document =
        CONSUMERS
            + """
            routes:
              - id: test
                upstream: origin
                filters:
                  - { name: key_auth }
                  - { name: rate_limit, config: { rate: 1/h, key: consumer } }
            upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
            """;
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway = TestGateway.start(document, origin)) {
      RawClient client = gateway.connect();
      assertThat(ask(client, "ann").status()).isEqualTo(200);
      assertThat(ask(client, "ann").status()).isEqualTo(429);
      assertThat(ask(client, "bob").status()).isEqualTo(200);
      assertThat(ask(client, "eve").status()).isEqualTo(401);
    }
  }

  @Test
  void aSplitAndABalancerKeepAConsumerWhereItIs() {
    String document =
        CONSUMERS
            + """
            routes:
              - id: test
                weighted_upstreams: [ { upstream: a, weight: 50 }, { upstream: b, weight: 50 } ]
                hash_on: { source: consumer }
                filters: [ { name: key_auth } ]
            upstreams:
              - { id: a, targets: [ { address: "${origin}" }, { address: "${origin2}" } ],
                  load_balancer: { policy: ring_hash, hash_on: { source: consumer } } }
              - { id: b, targets: [ { address: "${origin3}" } ] }
            """;
    try (StubOrigin one = StubOrigin.answering(200, "one");
        StubOrigin two = StubOrigin.answering(200, "two");
        StubOrigin three = StubOrigin.answering(200, "three");
        TestGateway gateway = TestGateway.start(document, one, two, three)) {
      RawClient client = gateway.connect();
      for (String who : List.of("ann", "bob")) {
        Set<String> served = new HashSet<>();
        for (int i = 0; i < 20; i++) {
          served.add(ask(client, who).text());
        }
        assertThat(served).as(who).hasSize(1);
      }
    }
  }

  @Test
  void logsAndFieldsNameTheConsumerAndNeverTheKey() throws Exception {
    Path log = temp.resolve("access.log");
    String document =
        CONSUMERS
            + """
            access_log: { path: "%s" }
            routes:
              - id: test
                upstream: origin
                filters:
                  - { name: key_auth, config: { in: query, name: key } }
                  - { name: headers, config: { response: { set: { x-you: "{consumer}" } } } }
            upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
            """
                .formatted(log);
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway = TestGateway.start(document, origin)) {
      RawClient client = gateway.connect();
      RawResponse answer = client.get("/?key=key-of-ann-00001&a=1").read();
      assertThat(answer.header("x-you")).isEqualTo("ann");
      gateway.drain();
    }
    assertThat(Files.readString(log)).contains("\"ann\"").doesNotContain("key-of-ann");
  }
}
