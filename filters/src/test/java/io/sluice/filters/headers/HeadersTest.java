package io.sluice.filters.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.api.Template;
import io.sluice.gateway.api.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadersTest {
  private static final FieldEdits NONE = edits(List.of(), Map.of(), Map.of(), Map.of());

  private static FieldEdits edits(
      List<String> remove,
      Map<String, String> set,
      Map<String, String> add,
      Map<String, String> whenAbsent) {
    return new FieldEdits(remove, templates(set), templates(add), templates(whenAbsent));
  }

  private static FieldEdits set(String name, String value) {
    return edits(List.of(), Map.of(name, value), Map.of(), Map.of());
  }

  private static Map<String, Template> templates(Map<String, String> texts) {
    Map<String, Template> templates = new LinkedHashMap<>();
    texts.forEach((name, text) -> templates.put(name, Template.parse(text)));
    return templates;
  }

  private static Filter filter(FieldEdits request, FieldEdits response) {
    return new HeadersFactory()
        .create(new HeadersConfig(request, response), FakeExchange.context());
  }

  private static FakeExchange afterRequest(FakeExchange exchange, FieldEdits edits)
      throws Exception {
    assertThat(filter(edits, NONE).onRequest(exchange)).isEqualTo(Verdict.CONTINUE);
    return exchange;
  }

  @Test
  void setReplacesAllLinesOfAName() throws Exception {
    FakeExchange exchange = new FakeExchange().request("X-Env", "a").request("x-env", "b");
    afterRequest(exchange, set("x-env", "prod"));
    assertThat(exchange.requestHeaders().getAll("x-env")).containsExactly("prod");
  }

  /** What an origin that maps names to variables could take for it. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatPosesAsASetOrRemovedFieldOfTheRequestGoes(boolean set) throws Exception {
    FakeExchange exchange = new FakeExchange().request("X_User", "root").request("x.user", "root");
    afterRequest(
        exchange,
        set ? set("x-user", "ann") : edits(List.of("x-user"), Map.of(), Map.of(), Map.of()));
    assertThat(exchange.requestHeaders().names()).isEqualTo(set ? Set.of("x-user") : Set.of());
  }

  @Test
  void addComesBesideWhatIsThere() throws Exception {
    FakeExchange exchange = new FakeExchange().request("x-env", "a");
    afterRequest(exchange, edits(List.of(), Map.of(), Map.of("X-Env", "b"), Map.of()));
    assertThat(exchange.requestHeaders().getAll("x-env")).containsExactly("a", "b");
  }

  @Test
  void defaultLeavesWhatIsThere() throws Exception {
    FieldEdits edits =
        edits(List.of(), Map.of(), Map.of(), Map.of("accept", "text/html", "x-env", "prod"));
    FakeExchange exchange = afterRequest(new FakeExchange().request("Accept", "*/*"), edits);
    assertThat(exchange.requestHeaders().getAll("accept")).containsExactly("*/*");
    assertThat(exchange.requestHeader("x-env")).isEqualTo("prod");
  }

  @Test
  void removeTakesOutAllLinesOfAName() throws Exception {
    FakeExchange exchange = new FakeExchange().request("Cookie", "a=1").request("cookie", "b=2");
    afterRequest(exchange, edits(List.of("COOKIE", "absent"), Map.of(), Map.of(), Map.of()));
    assertThat(exchange.requestHeaders().isEmpty()).isTrue();
  }

  @Test
  void orderIsRemoveThenSetThenAddThenDefault() throws Exception {
    FieldEdits edits =
        edits(
            List.of("x-a", "x-b"),
            Map.of("x-a", "set"),
            Map.of("x-a", "added"),
            Map.of("x-a", "default", "x-b", "default"));
    FakeExchange exchange = new FakeExchange().request("x-a", "client").request("x-b", "client");
    afterRequest(exchange, edits);
    assertThat(exchange.requestHeaders().getAll("x-a")).containsExactly("set", "added");
    assertThat(exchange.requestHeaders().getAll("x-b")).containsExactly("default");
  }

  @Test
  void editsTheResponseToo() throws Exception {
    Filter filter = filter(set("x-a", "1"), edits(List.of("server"), Map.of(), Map.of(), Map.of()));
    FakeExchange exchange = new FakeExchange().response("Server", "secret/1.0");
    filter.onRequest(exchange);
    assertThat(filter.onResponse(exchange)).isEqualTo(Verdict.CONTINUE);
    assertThat(exchange.responseHeader("server")).isNull();
    assertThat(exchange.requestHeader("x-a")).isEqualTo("1");
  }

  @Test
  void sideWithoutEditsCostsNoCallback() {
    assertThat(filter(set("x-a", "1"), NONE)).isInstanceOf(RequestEdits.class);
    assertThat(filter(NONE, set("x-a", "1"))).isInstanceOf(ResponseEdits.class);
  }

  @Test
  void valuesMayNameVariables() throws Exception {
    FakeExchange exchange = new FakeExchange().query("a=b%20c").request("x-in", "i");
    exchange.identity(Identity.of("ann"));
    afterRequest(
        exchange,
        set("x-out", "{method} {host} {client_ip} {consumer} {header.x-in} {query.a} {path.id}"));
    assertThat(exchange.requestHeader("x-out"))
        .isEqualTo("GET api.example.com 192.0.2.1 ann i b c 7");
  }

  @Test
  void setWithAnEmptyVariableTakesOutWhatTheClientClaims() throws Exception {
    FakeExchange exchange = new FakeExchange().request("x-user", "admin");
    afterRequest(exchange, set("x-user", "{consumer}"));
    assertThat(exchange.requestHeaders().contains("x-user")).isFalse();
  }

  @Test
  void addAndDefaultWithAnEmptyVariableDoNothing() throws Exception {
    FakeExchange exchange = new FakeExchange().request("x-a", "client");
    afterRequest(
        exchange,
        edits(List.of(), Map.of(), Map.of("x-a", "{consumer}"), Map.of("x-b", "{cookie.absent}")));
    assertThat(exchange.requestHeaders().getAll("x-a")).containsExactly("client");
    assertThat(exchange.requestHeaders().contains("x-b")).isFalse();
  }

  @Test
  void literalEmptyValueIsSetAsItIs() throws Exception {
    FakeExchange exchange = afterRequest(new FakeExchange(), set("x-a", ""));
    assertThat(exchange.requestHeader("x-a")).isEmpty();
  }

  /** CWE-113: a decoded query parameter may hold anything. */
  @Test
  void noVariableCanStartALineOfItsOwn() throws Exception {
    FakeExchange exchange = new FakeExchange().query("a=1%0d%0aset-cookie:%20x%00%c4%8a");
    Filter filter = filter(NONE, set("x-a", "<{query.a}>"));
    filter.onResponse(exchange);
    assertThat(exchange.responseHeader("x-a")).isEqualTo("<1  set-cookie: x ?>");
    assertThat(exchange.responseHeaders().size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "content-length, 1, 'request.set: content-length (expected: an end-to-end field'",
    "Host, a, 'request.set: Host (expected: another field; the route''s rewrite.host'",
    "x y, 1, 'request.set: ''x y'' (expected: a field name'",
    "x-a, 'a\r\nb', 'request.set.x-a: character U+000D at index 1'",
    "x-a, '{path}\u0000', 'request.set.x-a: character U+0000 at index 6'",
  })
  void refusesWhatCannotBeSet(String name, String value, String message) {
    assertThatThrownBy(() -> filter(set(name, value), NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void namesThePlaceOfABadEntry() {
    assertThatThrownBy(
            () -> filter(NONE, edits(List.of("x-a", "te"), Map.of(), Map.of(), Map.of())))
        .hasMessageStartingWith("response.remove[1]: te (expected: ");
    assertThatThrownBy(
            () -> filter(NONE, edits(List.of(), Map.of(), Map.of(), Map.of("upgrade", "h2c"))))
        .hasMessageStartingWith("response.default: upgrade (expected: ");
  }

  @Test
  void refusesOneNameTwiceInDifferentCase() {
    Map<String, String> twice = new LinkedHashMap<>();
    twice.put("x-a", "1");
    twice.put("X-A", "2");
    assertThatThrownBy(() -> filter(edits(List.of(), twice, Map.of(), Map.of()), NONE))
        .hasMessage("request.set: X-A (expected: each name once, whatever its case)");
  }

  @Test
  void refusesToDoNothing() {
    assertThatThrownBy(() -> filter(NONE, NONE)).hasMessageStartingWith("request: no edit");
  }
}
