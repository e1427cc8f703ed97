package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Client.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What was, the way back to it, and changes that go back by themselves. */
class RevisionsTest {
  private final Api api = new Api();
  private final Client client = api.client;

  @AfterEach
  void close() {
    api.close();
  }

  private void changes(int count) throws Exception {
    for (int i = 1; i <= count; i++) {
      client.merge("/routes/users", "{'priority':" + i + "}", "change-comment", "step " + i);
    }
  }

  @Test
  void areListedNewestFirstInPages() throws Exception {
    changes(4);
    List<Long> seen = new ArrayList<>();
    String next = "";
    while (next != null) {
      JsonNode page =
          client
              .get("/config/revisions?limit=2" + (next.isEmpty() ? "" : "&cursor=" + next))
              .json();
      page.path("items").forEach(item -> seen.add(item.path("revision").asLong()));
      next = page.path("next").asString(null);
    }
    assertThat(seen).containsExactly(5L, 4L, 3L, 2L, 1L);
  }

  @Test
  void tellWhoWhenWhatAndWhy() throws Exception {
    changes(1);
    client.merge("/config", "{'routes':null}");
    JsonNode first = client.get("/config/revisions/2").json();
    assertThat(first.path("who").asString()).isEqualTo("local");
    assertThat(first.path("from").asString()).startsWith("127.0.0.1:");
    assertThat(first.path("source").asString()).isEqualTo("api");
    assertThat(first.path("comment").asString()).isEqualTo("step 1");
    assertThat(first.path("summary").asString()).isEqualTo("routes/users replaced");
    assertThat(first.path("time").asString()).startsWith("2026-01-01T");
    assertThat(client.get("/config/revisions/3").json().path("summary").asString())
        .isEqualTo("routes/users removed; 1 more");
  }

  @Test
  void haveTheDocumentAsOfThem() throws Exception {
    String before = client.get("/config").body();
    changes(3);
    JsonNode then = client.get("/config/revisions/1?document=true").json().path("document");
    assertThat(then.toString()).isEqualTo(before.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | ``      | add     | /routes/0/priority | 3",
        "2 | ?to=3   | replace | /routes/0/priority | 2",
        "3 | ?to=2   | replace | /routes/0/priority | 1",
        "3 | ?to=1   | remove  | /routes/0/priority | ``",
      },
      quoteCharacter = '`')
  void differFromEachOther(int from, String to, String op, String path, String value)
      throws Exception {
    changes(2);
    client.merge("/routes/users", "{'priority':3}");
    JsonNode diff = client.get("/config/revisions/" + from + "/diff" + to).json().path("diff");
    assertThat(diff.size()).isEqualTo(1);
    assertThat(diff.at("/0/op").asString()).isEqualTo(op);
    assertThat(diff.at("/0/path").asString()).isEqualTo(path);
    assertThat(diff.at("/0/value").asString("")).isEqualTo(value);
  }

  @Test
  void areGoneBackToWithANewOne() throws Exception {
    String before = client.get("/config").body();
    changes(3);
    Said trial = client.post("/config/rollback?dry_run=true", "{'revision':1}");
    assertThat(trial.json().path("diff").size()).isEqualTo(1);
    assertThat(api.revision()).isEqualTo(4);
    Said back = client.post("/config/rollback", "{'revision':1}");
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.body()).isEqualTo(before);
    assertThat(client.get("/config/revisions/5").json().path("source").asString())
        .isEqualTo("rollback");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'revision':9}             | 404",
        "{'revision':0}             | 404",
        "{'revision':-1}            | 404",
        "{'revision':'1'}           | 422",
        "{'revision':1.5}           | 422",
        "{'revision':1,'dry':true}  | 422",
        "{}                         | 422",
        "[]                         | 422",
        "{'revision':99999999999999999999} | 422",
      })
  void aRollbackToNothingIsRefused(String body, int status) throws Exception {
    assertThat(client.post("/config/rollback", body).status()).isEqualTo(status);
    assertThat(api.revision()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "7", "x", "-1", "99999999999999999999", "1%2F2"})
  void oneThatIsNotKeptIsNotFound(String number) throws Exception {
    assertThat(client.get("/config/revisions/" + number).reason()).isEqualTo("no_such_revision");
    assertThat(client.get("/config/revisions/" + number + "/diff").reason())
        .isEqualTo("no_such_revision");
  }

  @Test
  void aChangeWaitsForItsConfirmationAndNoOtherPassesIt() throws Exception {
    Said said = client.merge("/routes/users?confirm_within=60s", "{'priority':1}");
    assertThat(said.status()).isEqualTo(200);
    assertThat(api.config().confirmWithin).isEqualTo(Duration.ofSeconds(60));
    assertThat(client.get("/status").json().at("/unconfirmed/revision").asLong()).isEqualTo(2);

    Said other = client.merge("/routes/users", "{'priority':2}");
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.reason()).isEqualTo("confirmation_pending");

    Said another = client.post("/config/confirm", null, "if-match", "\"1-00000000000000a1\"");
    assertThat(another.status()).isEqualTo(412);
    Said confirmed = client.post("/config/confirm", null, "if-match", another.etag());
    assertThat(confirmed.status()).isEqualTo(200);
    assertThat(confirmed.json().path("confirm_by").isNull()).isTrue();
    assertThat(client.post("/config/confirm", null).reason()).isEqualTo("nothing_to_confirm");
    assertThat(client.get("/status").json().path("unconfirmed").isNull()).isTrue();
    assertThat(client.merge("/routes/users", "{'priority':2}").status()).isEqualTo(200);
  }

  @Test
  void aChangeThatWaitsCanBeUndone() throws Exception {
    client.merge("/routes/users?confirm_within=1h", "{'priority':1}");
    assertThat(client.post("/config/rollback", "{'revision':1}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "1ms", "61m", "2h", "60", "", "-1s", "1d", "9999999h"})
  void aTimeToConfirmInIsBounded(String time) throws Exception {
    Said said = client.merge("/routes/users?confirm_within=" + time, "{'priority':1}");
    assertThat(said.reason()).isEqualTo("bad_parameter");
    assertThat(api.revision()).isEqualTo(1);
  }

  @Test
  void aCommentIsShortAndPrintable() throws Exception {
    String good = "x".repeat(500);
    assertThat(client.merge("/routes/users", "{'priority':1}", "change-comment", good).status())
        .isEqualTo(200);
    assertThat(client.get("/config/revisions/2").json().path("comment").asString()).isEqualTo(good);
    Said tooLong = client.merge("/routes/users", "{'priority':2}", "change-comment", good + "x");
    assertThat(tooLong.status()).isEqualTo(422);
    assertThat(tooLong.reason()).isEqualTo("bad_comment");
  }
}
