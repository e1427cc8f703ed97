package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Client.Said;
import io.sluice.gateway.document.Resource;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Consumers one by one, and that nobody gets to see or keeps their keys. */
class ConsumersTest {
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final String CONFIG =
      """
      listeners: [ { id: http, bind: "127.0.0.1:0" } ]
      admin:
        tokens:
          - { name: ops, role: admin, token: admin-token }
          - { name: eyes, role: viewer, token: viewer-token }
      consumers:
        - { id: bot, credentials: [ { key_sha256: %s }, { key_sha256: %s } ] }
      """
          .formatted(HASH, HASH.replace('0', '1'));

  private static final String[] ADMIN = {"authorization", "Bearer admin-token"};

  private final Api api = new Api();
  private final Client client = api.client;

  ConsumersTest() {
    api.config().load(CONFIG);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private String text(String id) {
    return String.valueOf(api.config().now().document().text(new Resource("consumers", id)));
  }

  @Test
  void aConsumerIsCreatedReadChangedAndDeleted() throws Exception {
    Said created = client.put("/consumers/ci", "{'labels':{'team':'ci'},'credentials':[]}", ADMIN);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("location")).isEqualTo("/admin/v1/consumers/ci");
    assertThat(client.get("/consumers/ci", ADMIN).body()).isEqualTo(created.body());
    Said page = client.get("/consumers?label=team:ci", ADMIN);
    assertThat(page.json().path("items").size()).isEqualTo(1);
    assertThat(client.get("/consumers", ADMIN).json().path("items").size()).isEqualTo(2);
    Said changed = client.merge("/consumers/ci", "{'labels':{'team':'build'}}", ADMIN);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(client.delete("/consumers/ci", ADMIN).status()).isEqualTo(204);
    assertThat(client.get("/consumers/ci", ADMIN).reason()).isEqualTo("no_such_consumer");
  }

  @Test
  void whatIsReadCanBeWrittenBack() throws Exception {
    String before = text("bot");
    String read = client.get("/consumers/bot", ADMIN).body();
    assertThat(read).contains("(hidden)").doesNotContain(HASH);
    Said same = client.put("/consumers/bot", read, ADMIN);
    assertThat(same.header("config-revision")).isEqualTo("1");
    String labelled = read.replace("\"id\":\"bot\"", "\"id\":\"bot\",\"labels\":{\"a\":\"b\"}");
    assertThat(client.put("/consumers/bot", labelled, ADMIN).status()).isEqualTo(200);
    assertThat(text("bot"))
        .isEqualTo(before.replace("\"id\":\"bot\"", "\"id\":\"bot\",\"labels\":{\"a\":\"b\"}"));
  }

  /** Which of the two is meant, or whose key it was, nobody can tell. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/consumers/bot | {'credentials':[{'key_sha256':'(hidden)'}]} | /credentials/0/key_sha256",
        "/consumers/new | {'credentials':[{'key':'(hidden)'}]}        | /credentials/0/key",
      })
  void elseTheKeyMustBeSaid(String path, String consumer, String pointer) throws Exception {
    Said said = client.put(path, consumer, ADMIN);
    assertThat(said.status()).isEqualTo(422);
    assertThat(said.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
  }

  /** So that neither the store nor the history ever has it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'credentials':[{'key':'plain-key-of-ci'}]}",
        "{'id':'ci','credentials':[{'key_sha256':"
            + "'2e32ee60d4dda73a1b62d8f5c1b6fdf53b3bbb1f3a49b2b38a0d0dd2ee2bb5a6'},"
            + "{'key':'plain-key-of-ci'}]}",
      })
  void ofAKeyOnlyTheHashIsKept(String consumer) throws Exception {
    Said said = client.put("/consumers/ci", consumer, ADMIN);
    assertThat(said.status()).as(said.body()).isEqualTo(201);
    String hash = HexFormat.of().formatHex(Tokens.digest("plain-key-of-ci"));
    assertThat(text("ci"))
        .contains("{\"key_sha256\":\"" + hash + "\"}")
        .doesNotContain("plain-key-of-ci");
    assertThat(said.body()).contains("(hidden)").doesNotContain(hash, "plain-key-of-ci");
    assertThat(client.put("/consumers/ci", consumer, ADMIN).header("config-revision"))
        .as("the same once more")
        .isEqualTo("2");
  }

  @Test
  void aKeyIsHashedWhereverItIsWritten() throws Exception {
    String patch =
        "[{'op':'add','path':'/consumers/-','value':{'id':'ci','credentials':[{'key':'plain-key'}]}}]";
    assertThat(client.patch("/config", patch, ADMIN).status()).isEqualTo(200);
    String read = client.get("/config", ADMIN).body();
    String another = read.replace("\"id\":\"bot\"", "\"id\":\"bot\",\"labels\":{}");
    assertThat(client.put("/config", another, ADMIN).status()).isEqualTo(200);
    assertThat(api.config().now().document().json()).doesNotContain("plain-key");
    assertThat(client.get("/config/revisions/1/diff", ADMIN).body()).doesNotContain("plain-key");
  }

  @Test
  void aKeyOfDigitsIsOne() throws Exception {
    client.put("/consumers/ci", "{'credentials':[{'key':1234567890123456}]}", ADMIN);
    String hash = HexFormat.of().formatHex(Tokens.digest("1234567890123456"));
    assertThat(text("ci")).contains(hash).doesNotContain("1234567890");
  }

  /** Else the errors of dry runs would tell whose key it is. */
  @Test
  void aViewerTriesNoKeys() throws Exception {
    String[] viewer = {"authorization", "Bearer viewer-token"};
    String guess = "{'credentials':[{'key':'guess'}]}";
    Said said = client.put("/consumers/new?dry_run=true", guess, viewer);
    assertThat(said.status()).isEqualTo(403);
    String harmless = "{'labels':{'a':'b'},'credentials':[{'certificate_name':'CN=x'}]}";
    assertThat(client.put("/consumers/new?dry_run=true", harmless, viewer).status()).isEqualTo(200);
  }

  /** A key is rotated by adding the new one, and taking out the old one once nobody has it. */
  @Test
  void anOldKeyIsTakenOut() throws Exception {
    String patch = "[{'op':'remove','path':'/credentials/0'}]";
    assertThat(client.patch("/consumers/bot", patch, ADMIN).status()).isEqualTo(200);
    assertThat(text("bot")).contains(HASH.replace('0', '1')).doesNotContain(HASH);
  }

  @Test
  void whatTheEnvironmentFillsInStaysAsItIsWritten() throws Exception {
    String consumer = "{'credentials':[{'key':'${PASSWORD}'}]}";
    assertThat(client.put("/consumers/ci", consumer, ADMIN).status()).isEqualTo(201);
    assertThat(text("ci")).contains("${PASSWORD}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'credentials':[{'key':1.5e3}]}                 | /credentials/0/key",
        "{'credentials':[{'key':'not a key'}]}           | /credentials/0/key",
        "{'credentials':[{'key':'k','key_sha256':'x'}]}  | -",
      })
  void aKeyThatIsNoneIsRefused(String consumer, String pointer) throws Exception {
    Said said = client.put("/consumers/ci", consumer, ADMIN);
    assertThat(said.status()).isEqualTo(422);
    assertThat(said.body()).doesNotContain("1.5", "not a key");
    if (!pointer.equals("-")) {
      assertThat(said.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }
  }
}
