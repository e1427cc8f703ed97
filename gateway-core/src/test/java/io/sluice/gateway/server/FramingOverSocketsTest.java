package io.sluice.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.http.ChunkedBodyRules;
import io.sluice.gateway.http.FramingRule;
import io.sluice.gateway.http.RequestHeadRules;
import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of framing as a client and an origin see them: the refusal says why, the connection
 * ends in order, and the origin hears nothing of the request nor of one hidden behind it.
 */
class FramingOverSocketsTest {
  private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.forwarding();

  private final RawClient client = sluice.connect();

  @AfterEach
  void close() {
    client.close();
  }

  static List<FramingRule> heads() {
    return RequestHeadRules.all();
  }

  static Stream<FramingRule> shortHeads() {
    return heads().stream().filter(rule -> rule.message().length() < 1000);
  }

  static List<FramingRule> bodies() {
    return ChunkedBodyRules.all();
  }

  static Stream<FramingRule> shortBodies() {
    return bodies().stream().filter(rule -> rule.message().length() < 1000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("heads")
  void refusesAMalformedHead(FramingRule rule) {
    client.send(rule.message() + HIDDEN);
    assertRefused(rule);
    assertThat(completeRequests()).isEmpty();
    assertThat(sluice.origin().requests()).isEmpty();
    assertThatTheNextRequestIsTheFirst();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shortHeads")
  void refusesAMalformedHeadThatComesInSingleBytes(FramingRule rule) {
    client.sendByteByByte(rule.message() + HIDDEN);
    assertRefused(rule);
    assertThatTheNextRequestIsTheFirst();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("heads")
  void answersTheRequestInFrontOfAMalformedOne(FramingRule rule) {
    client.send("POST /front HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
    client.send(rule.message() + HIDDEN);
    assertThat(client.read().text()).isEqualTo("ok");
    assertRefused(rule);
    assertThat(sluice.origin().takeRequest().target()).isEqualTo("/front");
    assertThatTheNextRequestIsTheFirst();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void refusesAMalformedBody(FramingRule rule) {
    client.send(rule.message() + HIDDEN);
    assertRefused(rule);
    assertThat(completeRequests()).isEmpty();
    assertThatTheNextRequestIsTheFirst();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shortBodies")
  void refusesAMalformedBodyThatComesInSingleBytes(FramingRule rule) {
    client.sendByteByByte(rule.message() + HIDDEN);
    assertRefused(rule);
    assertThatTheNextRequestIsTheFirst();
  }

  /** Closing with unread bytes in the socket would reset the answer away. */
  @Test
  void anAnswerReachesAClientThatIsStillSending() {
    String much = "x".repeat(1 << 16);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nbad\n");
    for (int i = 0; i < 8; i++) {
      client.send(much);
    }
    RawResponse response = client.read();
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.problem()).isEqualTo("malformed_chunk");
  }

  /** What is matched is what is forwarded. */
  @ParameterizedTest
  @CsvSource({
    "/a/../b?c=/../d, /b?c=/../d",
    "/%61//./b/%2e%2e/c%c3, /a/c%C3",
    "/a%20b;x=1, /a%20b;x=1",
    "http://other/x, /x",
  })
  void forwardsTheNormalForm(String target, String forwarded) {
    assertThat(client.get(target).read().status()).isEqualTo(200);
    assertThat(sluice.origin().takeRequest().target()).isEqualTo(forwarded);
  }

  @ParameterizedTest
  @CsvSource({
    "/a%2fb, encoded_slash",
    "/a%5cb, encoded_slash",
    "/a\\b, malformed_path",
    "/%00, malformed_path",
    "/%zz, malformed_path",
    "/..;/a, malformed_path",
    "/../a, path_above_root",
    "/%2e%2e/a, path_above_root",
  })
  void refusesAPathThatOriginsReadDifferently(String target, String reason) {
    RawResponse response = client.get(target).read();
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.problem()).isEqualTo(reason);
    assertThatTheNextRequestIsTheFirst();
  }

  @Test
  void tellsTheOriginTheHostOfAnAbsoluteTarget() {
    client.send("GET http://right/ HTTP/1.1\r\nHost: wrong\r\n\r\n").read();
    assertThat(sluice.origin().takeRequest().headers().all("host")).containsExactly("right");
  }

  private void assertRefused(FramingRule rule) {
    RawResponse response = client.read();
    assertThat(response.status()).isEqualTo(rule.error().status());
    assertThat(response.header("content-type")).isEqualTo("application/problem+json");
    assertThat(response.problem()).isEqualTo(rule.error().reason());
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
  }

  private static List<ReceivedRequest> completeRequests() {
    return sluice.origin().requests().stream().filter(ReceivedRequest::isComplete).toList();
  }

  /** Had anything been forwarded, the origin would have seen it before this. */
  private static void assertThatTheNextRequestIsTheFirst() {
    try (RawClient other = RawClient.connect(sluice.gateway().port())) {
      assertThat(other.get("/marker").read().status()).isEqualTo(200);
    }
    assertThat(sluice.origin().takeRequest().target()).isEqualTo("/marker");
  }
}
