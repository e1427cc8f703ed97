package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many who want the same at once: the origin is asked once, if the answer is for all. */
class CollapseTest extends WithCollapsing {
  private static final int MANY = 12;
  private static final String FRESH = "Cache-Control: max-age=10\r\n";

  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger answers = new AtomicInteger();
  private final List<PartClient> parts = new ArrayList<>();

  @AfterEach
  void close() {
    go.countDown();
    parts.forEach(PartClient::close);
  }

  private PartClient part(String target) {
    PartClient client = new PartClient(gateway.gateway().port(), target);
    parts.add(client);
    return client;
  }

  private int asked() {
    return gateway.origin().requests().size();
  }

  /** The origin holds its first answer back, and numbers its answers. */
  private void answerWhenTold(String fields) {
    gateway
        .origin()
        .answer(
            (request, connection) -> {
              int number = answers.incrementAndGet();
              if (number == 1) {
                Await.open(go);
              }
              connection.answer(200, fields, "answer " + number);
            });
  }

  /** The origin sends half of its first answer, and holds the rest back. */
  private void answerInHalves(boolean chunked) {
    gateway
        .origin()
        .answer(
            (request, connection) -> {
              String head = "HTTP/1.1 200 OK\r\n" + FRESH;
              connection.send(
                  chunked
                      ? head + "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
                      : head + "Content-Length: 8\r\n\r\nhalf");
              Await.open(go);
              connection.send(chunked ? "4\r\ndone\r\n0\r\n\r\n" : "done");
            });
  }

  // ---- for all

  @Test
  void oneQuestionServesAllWhoAskAtOnce() {
    answerWhenTold(FRESH);
    List<RawClient> clients = ask(1_000, "/once", "");
    awaitWaiting("all", 1_000);
    go.countDown();
    List<RawResponse> all = readAll(clients);
    assertThat(all).allSatisfy(each -> assertThat(each.text()).isEqualTo("answer 1"));
    assertThat(asked()).isEqualTo(1);
    assertThat(all.stream().filter(each -> status(each).contains("collapsed")).count())
        .isBetween(1L, 999L);
    assertThat(all.stream().filter(each -> isLeaders(status(each))).count()).isEqualTo(1);
    assertThat(status(get("/once"))).isEqualTo("sluice; hit; ttl=10");
  }

  /** What takes longer to come than it is fresh is not for those who ask later. */
  @Test
  void whatIsStaleWhenItComesIsForAllWhoHaveWaited() {
    answerWhenTold(FRESH);
    List<RawClient> clients = ask(40, "/slow", "");
    awaitWaiting("all", 40);
    CLOCK.passSeconds(11);
    go.countDown();
    assertThat(readAll(clients)).allSatisfy(each -> assertThat(each.text()).isEqualTo("answer 1"));
    assertThat(asked()).isEqualTo(1);
    assertThat(get("/slow").text()).isEqualTo("answer 2");
  }

  @Test
  void anErrorOfTheOriginIsForAllWhoHaveWaited() {
    gateway
        .origin()
        .answer(
            (request, connection) -> {
              Await.open(go);
              connection.answer(503, "down");
            });
    List<RawClient> clients = ask(40, "/down", "");
    awaitWaiting("all", 40);
    go.countDown();
    assertThat(readAll(clients)).allSatisfy(each -> assertThat(each.status()).isEqualTo(503));
    assertThat(asked()).isEqualTo(1);
    get("/down");
    assertThat(asked()).isEqualTo(2);
  }

  /** An answer to directives and a cookie of one client says nothing of what is stored for all. */
  @Test
  void whoHasTheOriginAskedDoesNotThrowOutWhatIsFreshForAll() {
    gateway
        .origin()
        .answer(
            (request, connection) -> {
              boolean own = request.headers().has("cookie");
              connection.answer(
                  200, own ? "Cache-Control: private\r\n" : FRESH, own ? "own" : "for all");
            });
    get("/thrown");
    String fields = "Cache-Control: no-cache\r\nCookie: s=1\r\n";
    assertThat(ask("/thrown", fields).read().text()).isEqualTo("own");
    assertThat(status(get("/thrown"))).contains("hit");
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void hintsGoToWhoAsksAndAreNotStored() {
    gateway
        .origin()
        .answer(
            (request, connection) ->
                connection.send(
                    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n"
                        + FRESH
                        + "Content-Length: 2\r\n\r\nok"));
    RawResponse asked = get("/hints");
    assertThat(asked.informational())
        .singleElement()
        .satisfies(
            hint -> {
              assertThat(hint.status()).isEqualTo(103);
              assertThat(hint.headers().first("link")).isEqualTo("</a>");
            });
    RawResponse stored = get("/hints");
    assertThat(status(stored)).contains("hit");
    assertThat(stored.informational()).isEmpty();
  }

  private static String status(RawResponse response) {
    return response.headers().first("cache-status");
  }

  private static boolean isLeaders(String status) {
    return status.equals("sluice; fwd=uri-miss; fwd-status=200; stored");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void followersReadWhileTheOriginIsStillSending(boolean chunked) {
    answerInHalves(chunked);
    String target = "/while/" + chunked;
    for (int i = 0; i < 6; i++) {
      part(target);
    }
    parts.forEach(each -> each.awaitText("half"));
    go.countDown();
    parts.forEach(each -> each.awaitText("done"));
    assertThat(asked()).isEqualTo(1);
    Await.until("it is stored", () -> status(get(target)).startsWith("sluice; hit"));
    assertThat(get(target).text()).isEqualTo("halfdone");
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void whoCameFirstGoesAndTheOthersAreAnswered() {
    answerWhenTold(FRESH);
    RawClient first = ask("/leaves", "");
    awaitAsked(1);
    List<RawClient> others = ask(5, "/leaves", "");
    awaitWaiting("all", 6);
    first.reset();
    awaitWaiting("all", 5);
    go.countDown();
    assertThat(readAll(others)).allSatisfy(e -> assertThat(e.text()).isEqualTo("answer 1"));
    assertThat(get("/leaves").text()).isEqualTo("answer 1");
    assertThat(asked()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoCameFirstGoesInTheMiddleAndTheOthersGetTheRest(boolean chunked) {
    answerInHalves(chunked);
    String target = "/middle/" + chunked;
    PartClient first = part(target).awaitText("half");
    PartClient other = part(target).awaitText("half");
    first.close();
    awaitWaiting("all", 1);
    go.countDown();
    other.awaitText("done");
    assertThat(get(target).text()).isEqualTo("halfdone");
    assertThat(asked()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itIsStoredWhenAllHaveGone(boolean chunked) {
    answerInHalves(chunked);
    String target = "/gone/" + chunked;
    part(target).awaitText("half").close();
    awaitWaiting("all", 0);
    go.countDown();
    Await.until("it is stored", () -> get(target).text().equals("halfdone"));
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void whatTurnsOutTooLongIsNotReadOnForNobody() {
    CountDownLatch ended = new CountDownLatch(1);
    gateway
        .origin()
        .answer(
            (request, connection) -> {
              connection.send(
                  "HTTP/1.1 200 OK\r\n"
                      + FRESH
                      + "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
              Await.open(go);
              try {
                for (int i = 0; i < 100_000; i++) {
                  connection.send("400\r\n" + "x".repeat(1024) + "\r\n");
                }
              } catch (IOException e) {
                ended.countDown();
              }
            });
    part("/small/endless").awaitText("half").close();
    awaitWaiting("small", 0);
    go.countDown();
    Await.until("the origin is left", () -> ended.getCount() == 0);
  }

  // ---- for each alone

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: private, max-age=10\r\n",
        "Cache-Control: no-store\r\n",
        "Cache-Control: max-age=10\r\nSet-Cookie: a=b\r\n",
        "Cache-Control: max-age=10\r\nVary: *\r\n",
        "Cache-Control: no-cache, max-age=10\r\n",
        "X-Nothing: said\r\n"
      })
  void whatIsForOneIsAskedForByEach(String fields) {
    answerWhenTold(fields);
    String target = "/own/" + fields.hashCode();
    List<RawClient> clients = ask(MANY, target, "");
    awaitWaiting("all", MANY);
    go.countDown();
    assertThat(readAll(clients).stream().map(RawResponse::text)).doesNotHaveDuplicates();
    assertThat(asked()).isEqualTo(MANY);
  }

  @Test
  void eachVariantIsAskedForOnce() {
    gateway
        .origin()
        .answer(
            (request, connection) -> {
              if (answers.incrementAndGet() == 1) {
                Await.open(go);
              }
              String said = request.headers().first("x-a");
              connection.answer(200, FRESH + "Vary: X-A\r\n", "for " + said);
            });
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      clients.add(ask("/variants", "X-A: " + i % 3 + "\r\n"));
    }
    awaitWaiting("all", MANY);
    go.countDown();
    for (int i = 0; i < MANY; i++) {
      assertThat(clients.get(i).read().text()).isEqualTo("for " + i % 3);
    }
    assertThat(asked()).isEqualTo(3);
  }

  @Test
  void what304SaysIsForOneIsAskedForByEach() {
    gateway.origin().answer((r, c) -> c.answer(200, "ETag: \"1\"\r\n" + FRESH, "first"));
    get("/turned");
    CLOCK.passSeconds(11);
    gateway
        .origin()
        .answer(
            (request, connection) -> {
              int number = answers.incrementAndGet();
              String fields = "ETag: \"1\"\r\nCache-Control: private, max-age=10\r\n";
              if (number == 1) {
                Await.open(go);
                connection.answer(304, fields, "");
              } else {
                connection.answer(200, fields, "answer " + number);
              }
            });
    List<RawClient> clients = ask(MANY, "/turned", "");
    awaitWaiting("all", MANY);
    go.countDown();
    assertThat(readAll(clients).stream().map(RawResponse::text)).doesNotHaveDuplicates();
  }

  @Test
  void aRouteMayHaveEachAsk() {
    gateway
        .origin()
        .answer(
            (request, connection) -> {
              Await.open(go);
              connection.answer(200, FRESH, "answer " + answers.incrementAndGet());
            });
    List<RawClient> clients = ask(MANY, "/each", "");
    awaitAsked(MANY);
    go.countDown();
    assertThat(readAll(clients).stream().map(RawResponse::text)).doesNotHaveDuplicates();
  }

  // ---- failures

  @Test
  void allHearThatTheOriginFails() {
    gateway
        .origin()
        .answer(
            (request, connection) -> {
              Await.open(go);
              connection.reset();
            });
    List<RawClient> clients = ask(MANY, "/fails", "");
    awaitWaiting("all", MANY);
    go.countDown();
    assertThat(readAll(clients)).allSatisfy(each -> assertThat(each.status()).isEqualTo(502));
    gateway.origin().answer((request, connection) -> connection.answer(200, FRESH, "again"));
    assertThat(get("/fails").text()).isEqualTo("again");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allHearThatTheOriginFailsInTheMiddle(boolean chunked) {
    gateway
        .origin()
        .answer(
            (request, connection) -> {
              connection.send(
                  "HTTP/1.1 200 OK\r\n"
                      + FRESH
                      + (chunked
                          ? "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
                          : "Content-Length: 8\r\n\r\nhalf"));
              Await.open(go);
              connection.reset();
            });
    String target = "/breaks/" + chunked;
    for (int i = 0; i < 6; i++) {
      part(target);
    }
    parts.forEach(each -> each.awaitText("half"));
    go.countDown();
    assertThat(parts).allSatisfy(e -> assertThat(e.readToEnd()).doesNotContain("0\r\n\r\n"));
    gateway.origin().answer((request, connection) -> connection.answer(200, FRESH, "again"));
    assertThat(get(target).text()).isEqualTo("again");
  }

  // ---- changes meanwhile

  @ParameterizedTest
  @ValueSource(strings = {"", "Vary: X-A\r\n"})
  void whatIsChangedWhileItComesIsNotKept(String vary) {
    String target = "/changed/" + vary.length();
    gateway.origin().answer((r, c) -> c.answer(200, FRESH + vary, "first"));
    get(target);
    CLOCK.passSeconds(11);
    gateway
        .origin()
        .answer(
            (request, connection) -> {
              boolean old = request.method().equals("GET") && answers.incrementAndGet() == 1;
              if (old) {
                Await.open(go);
              }
              connection.answer(200, FRESH + vary, old ? "old" : "new");
            });
    RawClient reader = ask(target, "");
    awaitAsked(2);
    RawClient writer = gateway.connect();
    writer.send("POST " + target + " HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n");
    assertThat(writer.read().status()).isEqualTo(200);
    go.countDown();
    assertThat(reader.read().text()).isEqualTo("old");
    assertThat(get(target).text()).isEqualTo("new");
  }

  // ---- behind

  @Test
  void manyWhoAreAnsweredStaleHaveItRefreshedOnce() {
    String fields = "Cache-Control: max-age=10, stale-while-revalidate=60\r\n";
    gateway.origin().answer((request, connection) -> connection.answer(200, fields, "first"));
    get("/stale");
    CLOCK.passSeconds(20);
    answerWhenTold(fields);
    List<RawResponse> all = readAll(ask(MANY, "/stale", ""));
    assertThat(all).allSatisfy(each -> assertThat(each.text()).isEqualTo("first"));
    awaitAsked(2);
    go.countDown();
    Await.until("it is fresh", () -> get("/stale").text().equals("answer 1"));
    assertThat(asked()).isEqualTo(2);
  }
}
