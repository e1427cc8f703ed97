package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Client.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody overwrites what they have not seen. */
class PreconditionsTest {
  private static final String ROUTE = "{'upstream':'users','priority':9}";

  private final Api api = new Api();
  private final Client client = api.client;

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      quoteCharacter = '`',
      value = {
        // path,       if-match,              if-none-match, status
        "/routes/users, OWN,                  -,             200",
        "/routes/users, WHOLE,                -,             200",
        "/routes/users, *,                    -,             200",
        "/routes/users, `\"x\", OWN`,         -,             200",
        "/routes/users, ` OWN ,\"x\"`,        -,             200",
        "/routes/users, `\"x\"`,              -,             412",
        "/routes/users, W/OWN,                -,             412",
        "/routes/users, OTHER,                -,             412",
        "/routes/users, -,                    *,             412",
        "/routes/users, -,                    OWN,           412",
        "/routes/users, -,                    W/OWN,         412",
        "/routes/users, -,                    OTHER,         200",
        "/routes/new,   -,                    *,             201",
        "/routes/new,   *,                    -,             412",
        "/routes/new,   OWN,                  -,             412",
        "/routes/new,   WHOLE,                -,             201",
        "/routes/new,   WHOLE,                *,             201",
        "/routes/users, WHOLE,                *,             412",
        "/routes/users, OWN x,                -,             400",
        "/routes/users, ``,                   -,             400",
        "/routes/users, `\"a`,                -,             400",
        "/routes/users, x,                    -,             400",
        "/routes/users, `*, OWN`,             -,             400",
        "/routes/users, -,                    x,             400",
      })
  void holdOrTheWriteDoesNotHappen(String path, String ifMatch, String ifNoneMatch, int status)
      throws Exception {
    String own = client.get("/routes/users").etag();
    String other = client.get("/routes/orders").etag();
    String whole = client.get("/config").etag();
    List<String> headers = new ArrayList<>();
    for (String[] header : new String[][] {{"if-match", ifMatch}, {"if-none-match", ifNoneMatch}}) {
      if (header[1] != null) {
        headers.add(header[0]);
        headers.add(header[1].replace("OWN", own).replace("OTHER", other).replace("WHOLE", whole));
      }
    }
    Said said = client.put(path, ROUTE, headers.toArray(new String[0]));
    assertThat(said.status()).as(said.body()).isEqualTo(status);
    assertThat(api.revision()).isEqualTo(status < 300 ? 2 : 1);
    if (status == 412) {
      String current = path.endsWith("new") ? "" : own; // there is none of what is not there
      assertThat(said.whole().headers().firstValue("etag").orElse("")).isEqualTo(current);
      assertThat(said.json().path("current").asString("")).isEqualTo(current);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/routes/users | if-match      | \"x\" | It was changed by somebody else since; read it again.",
        "/routes/users | if-none-match | *   | It exists already.",
        "/routes/users | if-none-match | OWN | It still is what the tag says.",
        "/routes/new   | if-match      | *   | There is no such thing now.",
      })
  void sayWhyTheyDoNotHold(String path, String header, String value, String detail)
      throws Exception {
    String sent = value.replace("OWN", client.get("/routes/users").etag());
    Said said = client.put(path, ROUTE, header, sent);
    assertThat(said.status()).isEqualTo(412);
    assertThat(said.json().path("detail").asString()).isEqualTo(detail);
  }

  @Test
  void areAskedForWhereTheConfigSaysSo() throws Exception {
    api.config().load(FakeConfig.MINIMAL + "admin: { require_if_match: true }\n");
    Said without = client.put("/routes/users", ROUTE);
    assertThat(without.status()).isEqualTo(428);
    assertThat(without.reason()).isEqualTo("precondition_required");
    assertThat(client.delete("/routes/users").status()).isEqualTo(428);
    assertThat(client.post("/config/rollback", "{'revision':1}").status()).isEqualTo(428);
    assertThat(client.put("/routes/users?dry_run=true", ROUTE).status()).isEqualTo(200);
    assertThat(client.put("/routes/users", ROUTE, "if-match", "*").status()).isEqualTo(200);
    assertThat(client.put("/routes/new", ROUTE, "if-none-match", "*").status()).isEqualTo(201);
  }

  @Test
  void ofFiftyWritersExactlyOneWins() throws Exception {
    String etag = client.get("/routes/users").etag();
    ExecutorService writers = Executors.newFixedThreadPool(50);
    try {
      CountDownLatch go = new CountDownLatch(1);
      List<Future<Said>> answers = new ArrayList<>();
      for (int i = 1; i <= 50; i++) {
        int priority = i;
        answers.add(
            writers.submit(
                () -> {
                  go.await();
                  return client.merge(
                      "/routes/users", "{'priority':" + priority + "}", "if-match", etag);
                }));
      }
      go.countDown();
      int won = 0;
      for (Future<Said> answer : answers) {
        Said said = answer.get();
        assertThat(said.status()).isIn(200, 412);
        won += said.status() == 200 ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
      assertThat(api.revision()).isEqualTo(2);
    } finally {
      writers.shutdownNow();
    }
  }

  /** Each tries again with what it has just seen, and in the end all of them have written. */
  @Test
  void ofTenWritersWhoTryAgainNothingIsLost() throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(10);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        String label = "{'labels':{'w" + i + "':'x'}}";
        all.add(
            writers.submit(
                () -> {
                  int status = 0;
                  while (status != 200) {
                    String etag = client.get("/routes/users").etag();
                    status = client.merge("/routes/users", label, "if-match", etag).status();
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
      assertThat(client.get("/routes/users").json().path("labels").size()).isEqualTo(10);
      assertThat(api.revision()).isEqualTo(11);
    } finally {
      writers.shutdownNow();
    }
  }
}
