package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Client.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that are no JSON, or no YAML, or too much of it. */
class HostileBodiesTest {
  private static final String[] BROKEN = {
    "",
    " ",
    "{",
    "}",
    "[",
    "{'a'",
    "{'a':",
    "{'a':1",
    "{'a':1,",
    "{'a':1,}",
    "{,}",
    "{'a' 1}",
    "{a:1}",
    "{\"a':1}",
    "{'a':1}}",
    "{'a':1}{}",
    "{'a':1} x",
    "{'a':1}//x",
    "{'a':1}/*x*/",
    "{/**/'a':1}",
    "{'a':01}",
    "{'a':-}",
    "{'a':+1}",
    "{'a':.5}",
    "{'a':5.}",
    "{'a':1e}",
    "{'a':1e+}",
    "{'a':0x1}",
    "{'a':1_000}",
    "{'a':--1}",
    "{'a':NaN}",
    "{'a':Infinity}",
    "{'a':-Infinity}",
    "{'a':True}",
    "{'a':nul}",
    "{'a':tru}",
    "{'a':undefined}",
    "{'a':'\\x41'}",
    "{'a':'\\u12'}",
    "{'a':'\\u12G4'}",
    "{'a':'\\'}",
    "{'a':'\\a'}",
    "{'a':'x}",
    "{'a':x'}",
    "{'a':'\t'}\u0000",
    "{'a':'\n'}",
    "{'a':'\u0001'}",
    "{'a':'\\ud800'}",
    "{'a':'\\udc00x'}",
    "{'\\ud800':1}",
    "{'a':[1,]}",
    "{'a':[,1]}",
    "{'a':[1 2]}",
    "{'a':[1}",
    "{'a':1]",
    "{'a':{}",
    "{'a'::1}",
    "{:1}",
    "{1:1}",
    "{null:1}",
    "{'a':1,,'b':2}",
    "<a/>",
    "'a':1",
    "{'a':\u00a01}",
    "\u2028{}",
    "{'a':'b':1}",
    "[{'a':1]",
    "* ",
    "&a",
    "{'a':(1)}",
    "#x",
    "{'a':1;'b':2}",
  };

  private final Api api = new Api();
  private final Client client = api.client;

  @AfterEach
  void close() {
    assertThat(api.revision()).as("nothing has changed").isEqualTo(1);
    api.close();
  }

  @Test
  void whatIsNoJsonIsRefusedWithItsPlace() throws Exception {
    for (String broken : BROKEN) {
      for (String path : List.of("/routes/users", "/config")) {
        Said said = client.put(path, broken);
        assertThat(said.status()).as(broken + " " + said.body()).isEqualTo(400);
        assertThat(said.reason()).isEqualTo("malformed_json");
      }
      assertThat(client.merge("/config", broken).status()).as(broken).isEqualTo(400);
      assertThat(client.post("/routes/match", broken).status()).as(broken).isIn(400, 422);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':1,^ 'b':}        | line 2, column 6",
        "{^^'a':tru}           | line 3, column 5",
        "{'a':1                | line 1",
      })
  void thePlaceIsALineAndAColumn(String body, String place) throws Exception {
    Said said = client.put("/routes/users", body.replace("^", "\n"));
    assertThat(said.json().path("detail").asString()).contains(place);
  }

  /** JSON, but no config: whoever sends it is told what is wrong with it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null",
        "1",
        "-0",
        "1e9999",
        "'a'",
        "true",
        "[]",
        "[[]]",
        "{'':1}",
        "{'a':null}",
        "{'a':123456789012345678901234567890}",
        "{'a':1E400}",
        "{'a':-1e-400}",
        "{'id':{}}",
        "{'id':['users']}",
        "{'id':null}",
        "{'id':1}",
        "{'upstream':'users','upstream':'x'}",
        "{'\\u0000':1}",
        "{'a':'\\u0000'}",
        "{'a':'\\uD834\\uDD1E'}",
        "{'__proto__':{}}",
        "{'upstream':'\\u0000'}",
        "{'upstream':'${'}",
        "{'upstream':'${NOT_SET}'}",
        "{'labels':[]}",
        "{'match':{'path':{'regex':'('}}}",
        "{'filters':[null]}",
        "{'filters':{}}",
      })
  void whatIsNoConfigIsRefused(String body) throws Exception {
    Said thing = client.put("/routes/users", body);
    assertThat(thing.status()).as(thing.body()).isEqualTo(422);
    assertThat(thing.json().path("errors").isEmpty()).isFalse();
    Said whole = client.put("/config", body);
    assertThat(whole.status()).as(whole.body()).isEqualTo(422);
  }

  /** A byte order mark is passed over, as in files. */
  @Test
  void whatIsOddButJsonIsTaken() throws Exception {
    String same =
        "\uFEFF \r\n\t{ \"upstream\":\"users\",\"match\":{\"path\":{\"prefix\":\"/users\"}}}\n ";
    assertThat(client.put("/routes/users", same).status()).isEqualTo(200);
  }

  static List<String> bombs() {
    List<String> bombs = new ArrayList<>();
    StringBuilder laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 20; i++) {
      laughs.append("a").append(i).append(": &a").append(i).append(" [");
      laughs.append(("*a" + (i - 1) + ",").repeat(9)).append("*a").append(i - 1).append("]\n");
    }
    bombs.add(laughs.toString());
    bombs.add("a: &a [*a]");
    bombs.add("a: " + "[".repeat(100_000));
    bombs.add("- ".repeat(50_000));
    bombs.add("a: !!java.net.URL [x]");
    bombs.add("a: *b");
    bombs.add("a: 1\n---\nb: 2");
    bombs.add("a: \"\\ud800\"");
    bombs.add("? [a]\n: b");
    bombs.add("\tb: 1");
    bombs.add("a: b: c");
    return bombs;
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void aYamlBombDoesNotGoOff(String yaml) throws Exception {
    for (String path : List.of("/routes/users", "/config")) {
      Said said = client.send("PUT", path, yaml.replace("'", ""), Client.YAML);
      assertThat(said.status()).as(said.body()).isIn(400, 422);
    }
  }

  @Test
  void whatIsNestedTooDeeplyIsRefused() throws Exception {
    for (int depth : new int[] {65, 1000, 100_000}) {
      String deep = "{'a':" + "[".repeat(depth) + "]".repeat(depth) + "}";
      assertThat(client.put("/routes/users", deep).status()).isEqualTo(400);
      assertThat(client.merge("/config", deep).status()).isEqualTo(400);
    }
  }

  @Test
  void whatIsNotUtf8IsRefused() throws Exception {
    for (String bytes :
        List.of("{\"a\":\"\u00ff\"}", "\u00ff\u00fe{\u0000}\u0000", "{\"\u00c0\u00af\":1}")) {
      try (Wire wire = new Wire(api.address())) {
        wire.send(head("PUT", "/routes/users", bytes.length()) + bytes);
        assertThat(wire.readThrough("}\n")).startsWith("HTTP/1.1 400 ").contains("UTF-8");
      }
    }
  }

  private static String head(String method, String path, long length) {
    return method
        + (" /admin/v1" + path + " HTTP/1.1\r\nHost: localhost\r\n")
        + ("Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({"/config, 52428800", "/config, 33554433", "/routes/users, 1048577"})
  void whatIsTooLongIsRefusedAtOnce(String path, long length) throws Exception {
    try (Wire wire = new Wire(api.address())) {
      assertThat(wire.send(head("PUT", path, length)).readAll()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void fiftyMegabytesInPiecesAreRefusedOnTheirWay() throws Exception {
    try (Wire wire = new Wire(api.address())) {
      String head =
          head("PUT", "/config", 0).replace("Content-Length: 0", "Transfer-Encoding: chunked");
      wire.send(head);
      String piece = "100000\r\n" + " ".repeat(0x100000) + "\r\n";
      try {
        for (int i = 0; i < 50; i++) {
          wire.send(piece);
        }
      } catch (IOException e) {
        // It has closed: the answer is there all the same, or lost with the connection.
      }
      assertThat(client.get("/routes/users").status()).as("the API goes on").isEqualTo(200);
    }
  }

  /** They take room for a while, but not for ever, and others are served meanwhile. */
  @Test
  void manyLongBodiesAtATimeHaveBoundedRoom() throws Exception {
    List<Wire> slow = new ArrayList<>();
    String half = " ".repeat(9 << 20);
    try {
      int refused = 0;
      for (int i = 0; i < 10; i++) {
        Wire wire = new Wire(api.address());
        slow.add(wire);
        wire.send(head("PUT", "/config", 16 << 20));
        try {
          wire.send(half);
        } catch (IOException e) {
          refused++;
        }
      }
      assertThat(client.put("/routes/users?dry_run=true", "{'upstream':'users'}").status())
          .isEqualTo(200);
      assertThat(refused).isLessThanOrEqualTo(10);
    } finally {
      for (Wire wire : slow) {
        wire.close();
      }
    }
  }

  @Test
  void aBodyIsBytesAndNothingElse() throws Exception {
    byte[] utf8 = "{\"upstream\":\"\u00fc\"}".getBytes(StandardCharsets.UTF_8);
    try (Wire wire = new Wire(api.address())) {
      wire.send(
          head("PUT", "/routes/users", utf8.length)
              + new String(utf8, StandardCharsets.ISO_8859_1));
      assertThat(wire.readThrough("}\n")).startsWith("HTTP/1.1 422 ");
    }
  }
}
