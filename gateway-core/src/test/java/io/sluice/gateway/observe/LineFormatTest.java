package io.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LineFormatTest {

  @Test
  void jsonSaysAllThatIsKnown() {
    assertThat(line("json", Entries.full()))
        .isEqualTo(
            """
            {"time":"2026-01-31T23:59:58.007Z","request_id":"r-1","client_ip":"192.0.2.7",\
            "method":"GET","scheme":"https","host":"api.example.com","path":"/a","query":"x=1",\
            "protocol":"HTTP/1.1","status":200,"request_bytes":0,"response_bytes":4321,\
            "duration_ms":1.234,"route":"users","upstream":"users_v1","endpoint":"10.0.0.1:80",\
            "upstream_duration_ms":1.000,"attempts":2,"reason":"retried","consumer":"alice",\
            "user_agent":"curl/8","referer":"https://example.com/",\
            "cache":"miss",\
            "story":"10.0.0.2:80 upstream_reset 1.5ms; 10.0.0.1:80 200"}""");
  }

  @Test
  void jsonLeavesOutWhatIsNotKnown() {
    assertThat(line("json", Entries.path("/a")))
        .isEqualTo(
            """
            {"time":"2026-01-31T23:59:58.007Z","request_id":"r-2","client_ip":"::1",\
            "method":"GET","scheme":"http","path":"/a","protocol":"HTTP/1.0","status":404,\
            "request_bytes":0,"response_bytes":0,"duration_ms":0.005,"attempts":0}""");
  }

  @Test
  void commonIsTheCombinedLogFormat() {
    assertThat(line("common", Entries.full()))
        .isEqualTo(
            "192.0.2.7 - alice [31/Jan/2026:23:59:58 +0000] \"GET /a?x=1 HTTP/1.1\" 200 4321"
                + " \"https://example.com/\" \"curl/8\"");
    assertThat(line("common", Entries.path("/a")))
        .isEqualTo("::1 - - [31/Jan/2026:23:59:58 +0000] \"GET /a HTTP/1.0\" 404 0 \"-\" \"-\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{status} {path}                 | 200 /a",
        "{method}{path}                  | GET/a",
        "took={duration_ms}ms            | took=1.234ms",
        "{time}                          | 2026-01-31T23:59:58.007Z",
        "{ {status} {not a name} {} {     | { 200 {not a name} {} {",
        "{{status}}                      | {200}",
      })
  void templatesFillInTheEntry(String template, String expected) {
    assertThat(line(template, Entries.full())).isEqualTo(expected);
  }

  @Test
  void templatesShowADashForWhatIsNotKnown() {
    assertThat(line("{upstream} {query} {host} {upstream_duration_ms}", Entries.path("/")))
        .isEqualTo("- - - -");
  }

  @Test
  void everyKeyOfTheJsonIsAVariable() {
    JsonNode json = new JsonMapper().readTree(line("json", Entries.full()));
    assertThat(json.size()).isEqualTo(AccessField.ALL.size());
    for (String name : json.propertyNames()) {
      assertThat(line("{" + name + "}", Entries.full()))
          .isEqualTo(json.get(name).isNumber() ? raw(name) : json.get(name).asString());
    }
  }

  private static String raw(String numberName) {
    String json = line("json", Entries.full());
    int from = json.indexOf("\"" + numberName + "\":") + numberName.length() + 3;
    return json.substring(from, json.indexOf(',', from));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{header.cookie}", "{Status}", "{status} {nope}"})
  void unknownVariablesAreNamed(String template) {
    assertThatThrownBy(() -> LineFormat.of(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown variable {");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "common", "{path} {query} {user_agent}"})
  void whateverAClientSendsOneEntryIsOneLine(String format) {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 2_000; round++) {
      String nasty = nasty(random);
      String line = line(format, Entries.full(nasty, nasty, nasty));
      assertThat(line.chars())
          .noneMatch(c -> c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029);
      assertThat(new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
          .isEqualTo(line);
      if (format.equals("json")) {
        JsonNode json = new JsonMapper().readTree(line);
        assertThat(json.get("path").asString()).isEqualTo(nasty);
        assertThat(json.get("user_agent").asString()).isEqualTo(nasty);
      }
    }
  }

  @Test
  void plainTextCannotCloseItsQuotes() {
    assertThat(line("common", Entries.full("/a", "x", "evil\" 200 0 \"\r\n\\x")))
        .endsWith("\"evil\\x22 200 0 \\x22\\x0d\\x0a\\x5cx\"");
  }

  /** Up to twelve characters from where escaping can go wrong; never empty. */
  private static String nasty(SplittableRandom random) {
    String interesting = "\"\\\r\n\t\0{}/u\u007f\u0085\u00e9\u2028\u2029\ud83d\ude00\ufeff ";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(interesting.charAt(random.nextInt(interesting.length())));
    }
    return text.toString();
  }

  private static String line(String format, AccessEntry entry) {
    StringBuilder out = new StringBuilder();
    LineFormat.of(format).append(out, entry);
    return out.toString();
  }
}
