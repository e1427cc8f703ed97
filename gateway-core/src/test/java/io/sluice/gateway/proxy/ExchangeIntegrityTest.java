package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubConnection;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever origins and clients do at random, an answer that arrives whole is the answer to its own
 * request, and in the end nothing is left over.
 */
class ExchangeIntegrityTest {
  private static final int CLIENTS = 8;
  private static final int REQUESTS = 60;

  private static final String YAML =
      """
      routes:
        - id: all
          upstream: origin
          timeout: { request: 2s }
          retry: { attempts: 1, per_try_timeout: 1s, backoff: { base: 1ms, max: 2ms } }
      upstreams:
        - id: origin
          targets: [ { address: "${origin}" } ]
          connection_pool: { max_connections: 5 }
      """;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void answersAreNeverMixedUp(long seed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try (StubOrigin origin = StubOrigin.answering(200, "unused");
        TestGateway gateway = TestGateway.start(YAML, origin)) {
      Random faults = new Random(seed);
      origin.answerEarly((request, on) -> misbehave(origin, request, on, next(faults)));
      List<Future<Integer>> done = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        String name = "client" + client;
        Random choices = new Random(seed * 100 + client);
        done.add(threads.submit(() -> run(gateway.port(), name, choices)));
      }
      int whole = 0;
      for (Future<Integer> client : done) {
        whole += client.get(30, TimeUnit.SECONDS);
      }
      assertThat(whole).isGreaterThan(CLIENTS * REQUESTS / 4);
      Await.until(
          "all are counted out", () -> gateway.metric("sluice_inflight{route=\"all\"}") == 0);
      Await.until(
          "no connection is in use",
          () ->
              gateway.metric(
                      "sluice_connections{side=\"upstream\",state=\"active\",upstream=\"origin\"}")
                  == 0);
      assertThat(origin.violations()).isEmpty(); // nothing but requests reached it
    } finally {
      threads.shutdownNow();
    }
  }

  private static int next(Random random) {
    synchronized (random) {
      return random.nextInt(20);
    }
  }

  private static void misbehave(
      StubOrigin origin, ReceivedRequest request, StubConnection on, int fault) throws IOException {
    if (fault == 0) { // does not want the body
      on.answer(413, request.target());
      return;
    }
    origin.readBody(request, on);
    String body = request.target() + ' ' + request.text();
    String chunks = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    switch (fault) {
      case 1 -> on.reset();
      case 2 -> on.close();
      case 3 -> {
        on.send("HTTP/1.1 200 OK\r\nContent-Length: " + (body.length() + 9) + "\r\n\r\n" + body);
        on.close();
      }
      case 4 -> {
        on.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
        on.reset();
      }
      case 5 ->
          on.send(
              "HTTP/1.1 200 OK\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body
                  + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
      case 6 -> on.answer(503, body);
      case 7 -> on.answer(200, "Connection: close\r\n", body);
      case 8 -> {
        on.send("HTTP/1.1 200 OK\r\n\r\n" + body);
        on.close();
      }
      case 9 -> on.send("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 None\r\n\r\n");
      case 10 -> {
        on.pause(3);
        on.answer(200, body);
      }
      case 11, 12, 13 ->
          on.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");
      default -> on.answer(200, body);
    }
  }

  /** Sends requests, some of them pipelined, and checks each answer; how many came whole. */
  private static int run(int port, String name, Random choices) {
    int whole = 0;
    int sent = 0;
    while (sent < REQUESTS) {
      try (RawClient client = RawClient.connect(port)) {
        int ahead = 1 + choices.nextInt(4);
        for (int i = 0; i < ahead; i++) {
          client.send(request(name, sent + i, choices));
        }
        if (choices.nextInt(10) == 0) {
          sent += ahead;
          continue; // goes without a word
        }
        for (int i = 0; i < ahead; i++) {
          whole += check(client.read(), name, sent++);
        }
      } catch (UncheckedIOException e) {
        sent++; // the connection was cut while requests were still sent
      } catch (AssertionError e) {
        String why = String.valueOf(e.getMessage());
        if (!why.contains("connection ended") && !why.contains("Connection reset")) {
          throw e;
        }
        sent++; // cut off, and seen to be
      }
    }
    return whole;
  }

  private static String request(String name, int number, Random choices) {
    String target = "/" + name + '/' + number;
    String host = " HTTP/1.1\r\nHost: x\r\n";
    return switch (choices.nextInt(4)) {
      case 0 -> "PUT " + target + host + "Content-Length: 5\r\n\r\nhello";
      case 1 ->
          "POST " + target + host + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
      default -> "GET " + target + host + "\r\n";
    };
  }

  private static int check(RawResponse response, String name, int number) {
    if (response.problem() != null) { // the gateway's own
      assertThat(response.status()).isGreaterThanOrEqualTo(502);
    } else if (response.status() != 204) {
      assertThat(response.text()).matches("/" + name + '/' + number + "( (hello)?)?");
    }
    return 1;
  }
}
