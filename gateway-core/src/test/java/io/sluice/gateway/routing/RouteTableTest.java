package io.sluice.gateway.routing;

import static io.sluice.gateway.routing.Matches.any;
import static io.sluice.gateway.routing.Matches.host;
import static io.sluice.gateway.routing.Matches.is;
import static io.sluice.gateway.routing.Matches.like;
import static io.sluice.gateway.routing.Matches.present;
import static io.sluice.gateway.routing.Matches.startsWith;
import static io.sluice.gateway.routing.TestRequest.get;
import static io.sluice.gateway.routing.TestRequest.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.config.ValueMatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RouteTableTest {
  private final RouteTable.Builder<String> routes = RouteTable.builder();

  private String routeOf(TestRequest request) {
    RouteEntry<String> entry = routes.build().match(request);
    return entry == null ? null : entry.id();
  }

  /** Adds both orders of the two, so that the order of the config decides nothing. */
  private static void firstBeatsSecond(
      Matches first, int priority, Matches second, TestRequest request) {
    for (boolean swapped : new boolean[] {false, true}) {
      RouteTable.Builder<String> both = RouteTable.builder();
      if (swapped) {
        both.add("second", 0, second.build(), "").add("first", priority, first.build(), "");
      } else {
        both.add("first", priority, first.build(), "").add("second", 0, second.build(), "");
      }
      assertThat(both.build().match(request)).hasToString("first");
    }
  }

  @Test
  void anEmptyTableTakesNothing() {
    assertThat(routeOf(get("a.test/"))).isNull();
    assertThat(routes.build().allowedMethods(get("a.test/"))).isEmpty();
  }

  @Test
  void aRouteWithoutConditionsTakesEverything() {
    routes.add("all", 0, any().build(), "");
    assertThat(routeOf(get("a.test/x/y"))).isEqualTo("all");
    assertThat(routeOf(new TestRequest("OPTIONS", "", "*"))).isEqualTo("all");
    assertThat(routeOf(new TestRequest("GET", "", ""))).isEqualTo("all");
  }

  @Test
  void givesBackWhatWasAdded() {
    RouteTable<String> table =
        routes.add("users", 0, any().template("/users/{id}").build(), "value").build();
    RouteEntry<String> entry = table.match(get("a.test/users/7"));
    assertThat(entry.id()).isEqualTo("users");
    assertThat(entry.value()).isEqualTo("value");
    assertThat(entry.pathParameter("/users/7", "id")).isEqualTo("7");
    assertThat(entry.pathParameter("/users/7", "name")).isNull();
    assertThat(table.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "b.a.test, *.a.test",
    "b.a.test, *.test",
    "*.a.test, *.test",
    "*.test, any",
    "b.a.test, any",
  })
  void theMoreSpecificHostWinsWhateverThePath(String better, String worse) {
    Matches loser = worse.equals("any") ? any() : host(worse);
    firstBeatsSecond(host(better), 0, loser.exact("/x"), get("b.a.test/x"));
  }

  @ParameterizedTest
  @CsvSource({
    "exact /u/7/o, template /u/{id}/o",
    "exact /u/7/o, prefix /u/7/o",
    "template /u/{id}/o, prefix /u/7/o",
    "template /{*all}, prefix /u/7",
    "template /u/7/{x}, template /u/{id}/o",
    "template /u/{id}/o, template /{u}/7/o",
    "template /u/{id}/o, template /u/{id}/{x}",
    "template /u/{id}/{x}, template /u/{id}/{*rest}",
    "template /u/{id}/{*rest}, template /u/{*rest}",
    "template /u/7/o, template /u/7/{*rest}",
    "prefix /u/7, prefix /u",
    "prefix /u/, prefix /u",
    "prefix /u, prefix /",
    "prefix /, regex /u/7/o",
    "exact /u/7/o, regex /u/7/o",
  })
  void theMoreSpecificPathWins(String better, String worse) {
    firstBeatsSecond(any().path(better), 0, any().path(worse), get("a.test/u/7/o"));
  }

  @Test
  void aRegexBeatsNoPathAtAll() {
    firstBeatsSecond(any().regex("/u.*"), 0, any(), get("a.test/u/7"));
  }

  @Test
  void aMoreSpecificHostsRegexBeatsAnyHostsExactPath() {
    firstBeatsSecond(host("a.test").regex("/.*"), 0, any().exact("/u"), get("a.test/u"));
    firstBeatsSecond(host("*.test").regex("/.*"), 0, any().exact("/u"), get("a.test/u"));
  }

  @Test
  void priorityComesBeforeEverything() {
    Matches best = host("a.test").exact("/u").method("GET");
    firstBeatsSecond(any(), 1, best, get("a.test/u"));
    firstBeatsSecond(any().regex("/u"), 1, best, get("a.test/u"));
    firstBeatsSecond(host("*.test").prefix("/"), 1, best, get("a.test/u"));
  }

  @Test
  void moreConditionsWinOnTheSamePath() {
    TestRequest request = get("a.test/u").header("x", "1").parameter("q", "1").cookie("c", "1");
    firstBeatsSecond(any().method("GET"), 0, any(), request);
    firstBeatsSecond(any().header(is("x", "1")), 0, any(), request);
    firstBeatsSecond(any().query(is("q", "1")), 0, any(), request);
    firstBeatsSecond(any().cookie(is("c", "1")), 0, any(), request);
    firstBeatsSecond(any().from("127.0.0.0/8"), 0, any(), request);
    firstBeatsSecond(
        any().header(is("x", "1")).query(is("q", "1")),
        0,
        any().method("GET", "PUT", "POST", "DELETE"),
        request);
  }

  @Test
  void theConfigsOrderDecidesWhenNothingElseDoes() {
    routes.add("first", 0, any().prefix("/u").build(), "");
    routes.add("second", 0, any().prefix("/u").build(), "");
    assertThat(routeOf(get("a.test/u"))).isEqualTo("first");
  }

  @Test
  void theLessSpecificTakesWhatTheMoreSpecificDoesNot() {
    routes.add("exact-post", 0, host("a.test").exact("/u/7").method("POST").build(), "");
    routes.add("variable", 0, host("a.test").template("/u/{id}/x").build(), "");
    routes.add("literal", 0, host("a.test").template("/u/7/y").build(), "");
    routes.add("prefix", 0, host("a.test").prefix("/u").build(), "");
    routes.add("wildcard", 0, host("*.test").prefix("/v").build(), "");
    routes.add("any", 0, any().build(), "");
    assertThat(routeOf(request("POST", "a.test/u/7"))).isEqualTo("exact-post");
    assertThat(routeOf(get("a.test/u/7"))).isEqualTo("prefix");
    assertThat(routeOf(get("a.test/u/7/x"))).isEqualTo("variable");
    assertThat(routeOf(get("a.test/u/7/y"))).isEqualTo("literal");
    assertThat(routeOf(get("a.test/u/8/y"))).isEqualTo("prefix");
    assertThat(routeOf(get("a.test/v/8"))).isEqualTo("wildcard");
    assertThat(routeOf(get("a.test/w"))).isEqualTo("any");
  }

  @Test
  void aPatternMayBeLongerThanOthersAndNotAscii() {
    String longer = "/l" + "o".repeat(300) + "ng";
    routes.add("long", 0, host("a.test").exact(longer).build(), "");
    routes.add("host", 0, host("b\u00fccher.test").prefix("/").build(), "");
    for (int i = 0; i < 40; i++) {
      routes.add("short-" + i, 0, host("a.test").prefix("/short-" + i).build(), "");
    }
    assertThat(routeOf(get("a.test" + longer))).isEqualTo("long");
    assertThat(routeOf(get("a.test" + longer + "er"))).isNull();
    assertThat(routeOf(get("b\u00fccher.test/x"))).isEqualTo("host");
    assertThat(routeOf(get("b\u01fccher.test/x"))).isNull();
    assertThat(routeOf(get("a.test/short-7/x"))).isEqualTo("short-7");
  }

  @Test
  void everyHostOfARouteHasItsOwnPlace() {
    routes.add("two", 0, host("a.test", "*.org", "a.test").build(), "");
    routes.add("one", 0, host("x.org").build(), "");
    assertThat(routeOf(get("a.test/"))).isEqualTo("two");
    assertThat(routeOf(get("y.org/"))).isEqualTo("two");
    assertThat(routeOf(get("x.org/"))).isEqualTo("one");
    assertThat(routeOf(get("b.test/"))).isNull();
    assertThat(routes.build().size()).isEqualTo(2);
  }

  static Stream<Arguments> conditionsOnValues() {
    return Stream.of(
        Arguments.of(is("x", "canary"), "canary", true),
        Arguments.of(is("x", "canary"), "Canary", false),
        Arguments.of(is("x", "canary"), null, false),
        Arguments.of(is("x", ""), "", true),
        Arguments.of(startsWith("x", "can"), "canary", true),
        Arguments.of(startsWith("x", "can"), "ca", false),
        Arguments.of(startsWith("x", ""), null, false),
        Arguments.of(like("x", "[a-c]+"), "abc", true),
        Arguments.of(like("x", "[a-c]+"), "abcd", false),
        Arguments.of(like("x", ".*"), null, false),
        Arguments.of(present("x", true), "", true),
        Arguments.of(present("x", true), null, false),
        Arguments.of(present("x", false), "", false),
        Arguments.of(present("x", false), null, true));
  }

  @ParameterizedTest
  @MethodSource("conditionsOnValues")
  void holdsValuesAgainstConditions(ValueMatch condition, String value, boolean expected) {
    TestRequest request = get("a.test/");
    if (value != null) {
      request.header("X", value).parameter("x", value).cookie("x", value);
    }
    for (Matches match :
        new Matches[] {any().header(condition), any().query(condition), any().cookie(condition)}) {
      RouteTable<String> table =
          RouteTable.<String>builder().add("r", 0, match.build(), "").build();
      assertThat(table.match(request) != null).isEqualTo(expected);
    }
  }

  @Test
  void aRepeatedHeaderFieldCountsWithAnyOfItsValues() {
    routes.add("r", 0, any().header(is("x", "b")).header(startsWith("x", "c")).build(), "");
    assertThat(routeOf(get("a.test/").header("x", "a").header("x", "b").header("x", "cc")))
        .isEqualTo("r");
    assertThat(routeOf(get("a.test/").header("x", "a").header("x", "b"))).isNull();
  }

  @ParameterizedTest
  @CsvSource({"10.1.2.3, true", "11.1.2.3, false", "2001:db8::1, true", "2001:db9::1, false"})
  void holdsTheClientsAddressAgainstNetworks(String client, boolean expected) {
    routes.add("r", 0, any().from("10.0.0.0/8", "2001:db8::/32").build(), "");
    assertThat(routeOf(get("a.test/").from(client)) != null).isEqualTo(expected);
  }

  @Test
  void tellsTheMethodsThatWouldDo() {
    routes.add("get", 0, host("a.test").prefix("/u").method("PUT", "GET").build(), "");
    routes.add("post", 0, any().exact("/u/7").method("POST").build(), "");
    routes.add("re", 0, host("*.test").regex("/u/[0-9]").method("PATCH").build(), "");
    routes.add("other", 0, any().prefix("/v").method("LOCK").build(), "");
    Matches canary = any().prefix("/u").method("TRACE").header(is("x", "y"));
    routes.add("canary", 0, canary.build(), "");
    RouteTable<String> table = routes.build();
    TestRequest delete = request("DELETE", "a.test/u/7");
    assertThat(table.match(delete)).isNull();
    assertThat(table.allowedMethods(delete)).containsExactly("GET", "PATCH", "POST", "PUT");
    assertThat(table.allowedMethods(request("DELETE", "a.test/u"))).containsExactly("GET", "PUT");
    assertThat(table.allowedMethods(request("DELETE", "a.test/w"))).isEmpty();
  }

  @Test
  void getDoesNotImplyHeadAndMethodsAreCaseSensitive() {
    routes.add("get", 0, any().method("GET").build(), "");
    assertThat(routeOf(request("HEAD", "a.test/"))).isNull();
    assertThat(routeOf(request("get", "a.test/"))).isNull();
  }

  @Test
  void refusesABadPatternNamingTheRoute() {
    assertThatThrownBy(() -> routes.add("users", 0, host("a:80").build(), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("route users: host: 'a:80' (expected: a name without port, or *. and a name)");
  }

  @Test
  void refusesAnIdThatIsThereTwice() {
    routes.add("users", 0, any().build(), "");
    assertThatThrownBy(() -> routes.add("users", 0, any().build(), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("route users: (expected: an id used only once)");
  }

  @Test
  void printsItselfInTheOrderOfMatching() {
    routes.add("all", 0, any().build(), "");
    Matches users = host("*.a.test", "a.test").template("/u/{id}").method("GET", "PUT");
    routes.add("users", 0, users.header(is("x", "1")).from("10.0.0.0/8").build(), "");
    routes.add("first", 7, any().prefix("/p").query(present("q", false)).build(), "");
    assertThat(routes.build())
        .hasToString(
            """
            first  priority 7  host *  path prefix /p  query [q: absent]
            users  priority 0  host a.test  path template /u/{id}  methods [GET, PUT]  headers [x: '1']  remote_addrs [10.0.0.0/8]
            users  priority 0  host *.a.test  path template /u/{id}  methods [GET, PUT]  headers [x: '1']  remote_addrs [10.0.0.0/8]
            all  priority 0  host *  path any""");
  }
}
