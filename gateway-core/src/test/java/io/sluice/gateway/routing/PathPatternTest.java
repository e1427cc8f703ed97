package io.sluice.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.config.PathMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

  @ParameterizedTest
  @CsvSource({
    "exact /users, /users",
    "exact /users/, /users/",
    "exact /, /",
    "exact /{id}, /{id}",
    "prefix /users, /users",
    "prefix /users, /users/",
    "prefix /users, /users/7/orders",
    "prefix /users/, /users/",
    "prefix /users/, /users/7",
    "prefix /, /",
    "prefix /, /anything/at/all",
    "prefix /a%2Fb, /a%2Fb/c",
    "template /users/{id}, /users/7",
    "template /users/{id}/, /users/7/",
    "template /users/{id}/orders/{*rest}, /users/7/orders/1/2/3",
    "template /files/{*rest}, /files/a",
    "template /files/{*rest}, /files/a/",
    "template /files/{*rest}, /files//a",
    "template /{*rest}, /a",
    "template /{a}/{b}, /x/y",
    "template /plain, /plain",
    "regex /v[0-9]+/users, /v12/users",
    "regex .*, /",
    "regex /(a|b)+, /abba",
  })
  void takes(String pattern, String path) {
    assertThat(pattern(pattern).matches(path)).isTrue();
    assertThat(found(pattern, path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "exact /users, /users/",
    "exact /users/, /users",
    "exact /users, /Users",
    "exact /{id}, /7",
    "prefix /users, /usersx",
    "prefix /users, /user",
    "prefix /users, /",
    "prefix /users/, /users",
    "prefix /{id}, /7",
    "template /users/{id}, /users",
    "template /users/{id}, /users/",
    "template /users/{id}, /users/7/",
    "template /users/{id}, /users/7/orders",
    "template /users/{id}/orders, /users//orders",
    "template /files/{*rest}, /files",
    "template /files/{*rest}, /files/",
    "template /{*rest}, /",
    "template /{a}/{b}, /x",
    "template /plain, /plain/",
    "regex /v[0-9]+/users, /v12/users/7",
    "regex users, /users",
    "regex /v[0-9]+/users, /x/v12/users",
  })
  void doesNotTake(String pattern, String path) {
    assertThat(pattern(pattern).matches(path)).isFalse();
    assertThat(found(pattern, path)).isFalse();
  }

  /** The same through the index: it must not lose what the pattern takes. */
  private static boolean found(String pattern, String path) {
    RouteTable<String> table =
        RouteTable.<String>builder().add("r", 0, Matches.any().path(pattern).build(), "").build();
    return table.match(new TestRequest("GET", "", path)) != null;
  }

  @ParameterizedTest
  @CsvSource({
    "/users/{id}, /users/7, id, 7",
    "/users/{id}/orders/{order}, /users/7/orders/8, id, 7",
    "/users/{id}/orders/{order}, /users/7/orders/8, order, 8",
    "/users/{id}/orders/{*rest}, /users/7/orders/8/x//y/, rest, 8/x//y/",
    "/{a}/{ab}, /1/2, ab, 2",
    "/{a}, /%7Bx%7D, a, %7Bx%7D",
    "/{a}/{b}, /1/2, c, ",
    "/{a}/{b}, /1/2, '', ",
    "/{a}/{*b}, /1/2, '*b', ",
  })
  void findsParametersOfTemplates(String template, String path, String name, String value) {
    assertThat(pattern("template " + template).parameter(path, name)).isEqualTo(value);
  }

  @Test
  void onlyTemplatesHaveParameters() {
    assertThat(pattern("exact /{a}").parameter("/{a}", "a")).isNull();
  }

  @Test
  void refusesAPathDeeperThanTheWalkMayGo() {
    PathMatch deepest = new PathMatch("/a".repeat(256), null, null, null);
    assertThat(PathPattern.of(deepest).matches("/a".repeat(256))).isTrue();
    PathMatch tooDeep = new PathMatch("/a".repeat(257), null, null, null);
    assertThatThrownBy(() -> PathPattern.of(tooDeep))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("(expected: at most 256 segments)");
  }

  @Test
  void refusesAPathMatchWithoutAnything() {
    assertThatThrownBy(() -> PathPattern.of(new PathMatch(null, null, null, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("path: (expected: exact, prefix, template or regex)");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/(users|orders)/[0-9]+, /v1/",
    "^/v1/x$, /v1/x",
    "/a\\.b\\w, /a.b",
    "/ab*, /a",
    "/ab?c, /a",
    "'/ab{2,3}', /a",
    "/ab+c, /ab",
    "/a|/b, ''",
    "/a[|]b, /a",
    "/(a|b), /",
    "/a[](]|x, ''",
    "/a[[:alpha:](]|x, ''",
    "/a\\Q(\\E|b, ''",
    "(?i)/a, ''",
    "/a(?i)b, /a",
    ".*, ''",
  })
  void knowsWhatEveryMatchOfARegexBeginsWith(String regex, String prefix) {
    assertThat(LiteralPrefix.of(regex)).isEqualTo(prefix);
  }

  private static PathPattern pattern(String kindAndText) {
    return PathPattern.of(Matches.any().path(kindAndText).build().path());
  }
}
