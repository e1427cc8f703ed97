package io.sluice.filters.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyMakerTest {
  private static final KeyMaker PLAIN = new KeyMaker(KeyRules.PLAIN);

  private static KeyMaker ignoring(String... names) {
    return new KeyMaker(new KeyRules(List.of(names), null, List.of(), List.of(), false));
  }

  private static KeyMaker only(String... names) {
    return new KeyMaker(new KeyRules(List.of(), List.of(names), List.of(), List.of(), false));
  }

  private static KeyMaker cookies(String... names) {
    return new KeyMaker(new KeyRules(List.of(), null, List.of(), List.of(names), false));
  }

  private static KeyMaker headers(String... names) {
    return new KeyMaker(new KeyRules(List.of(), null, List.of(names), List.of(), false));
  }

  private static boolean same(KeyMaker maker, Asked one, Asked other) {
    return maker.of(one.exchange()).equals(maker.of(other.exchange()));
  }

  private static boolean sameQuery(KeyMaker maker, @Nullable String one, @Nullable String other) {
    return same(maker, Asked.PLAIN.query(one), Asked.PLAIN.query(other));
  }

  @ParameterizedTest(name = "{0} / {1}")
  @CsvSource(
      delimiter = ' ',
      value = {
        "b=2&a=1 a=1&b=2 true",
        "a=1&a=2 a=2&a=1 false", // one name: their order counts
        "b&a=1&a=2 a=1&b&a=2 true",
        "a=1 a=2 false",
        "a a= false",
        "a=1&b A=1&b false",
        "ID=1&id=2 id=2&ID=1 false", // an origin may take them for one
        "a[]=1&a[0]=2 a[0]=2&a[]=1 false",
        "a.b=1&a_b=2 a_b=2&a.b=1 false",
        "%61=1&a=2 a=2&%61=1 false",
        "c=1;d=2&d=3 d=3&c=1;d=2 false",
        "a&&b a&b false",
        "b=%32&a=1 a=1&b=%32 true",
        "b=%32 b=2 false",
      })
  void parametersAreSortedWhereTheirOrderMeansNothing(String one, String other, boolean same) {
    assertThat(sameQuery(PLAIN, one, other)).isEqualTo(same);
  }

  @Test
  void noQueryIsNoEmptyQuery() {
    assertThat(sameQuery(PLAIN, null, "")).isFalse();
    assertThat(sameQuery(PLAIN, "", "-")).isFalse();
    assertThat(sameQuery(ignoring("a"), null, "a=1")).isTrue();
  }

  @Test
  void parametersWithoutNumberAreNotSorted() {
    String many = "b=1&".repeat(4000);
    assertThat(sameQuery(PLAIN, many + "a", "a&" + many)).isFalse();
    assertThat(sameQuery(PLAIN, many + "a", many + "a")).isTrue();
  }

  @ParameterizedTest(name = "{0} / {1}")
  @CsvSource(
      delimiter = ' ',
      value = {
        "a=1&utm_source=x a=1 true",
        "utm_=x&a=1&utm_medium a=1 true",
        "a=1&utm=x a=1 false",
        "a=1&fbclid=5 fbclid=6&a=1 true",
        "a=1&fbclid2=5 a=1 false",
        "a=1&fbcli=5 a=1 false",
        "a=1&utm_x=1;a=2 a=1 false", // some origins read a=2
        "a=1&utm%5Fx=1 a=1 false",
      })
  void ignoredParametersDoNotCountUnlessAnOriginMayReadOthersInThem(
      String one, String other, boolean same) {
    assertThat(sameQuery(ignoring("utm_*", "fbclid"), one, other)).isEqualTo(same);
  }

  @ParameterizedTest(name = "{0} / {1}")
  @CsvSource(
      delimiter = ' ',
      value = {
        "id=1&b=2 id=1 true",
        "id=1 id=2 false",
        "ID=1 ID=2 false",
        "id[]=1 id[]=2 false",
        "page_no=1&page[no=2 page_no=1 false", // PHP reads page_no=2
        "%69d=1 %69d=2 false",
        "a=1;id=1 a=1;id=2 false",
        "page.no=1 page.no=2 false",
        "idx=1 idx=2 true",
        "b=1 c=2 true",
      })
  void othersThanThoseThatCountDoNotUnlessAnOriginMayTakeThemForThose(
      String one, String other, boolean same) {
    assertThat(sameQuery(only("id", "page_no"), one, other)).isEqualTo(same);
  }

  @Test
  void theQueryMayNotCountAtAll() {
    assertThat(sameQuery(only(), "a=1", null)).isTrue();
  }

  @Test
  void bothListsAreAContradiction() {
    assertThatThrownBy(() -> new KeyRules(List.of("a"), List.of("b"), List.of(), List.of(), false))
        .hasMessage("query: only and ignored (expected: one of them)");
  }

  @ParameterizedTest(name = "{0}: {1} / {2}")
  @CsvSource({
    "https, a.example:443, a.example:443, true",
    "https, a.example, a.example:443, false", // an origin may make links of it
    "http, a.example, a.example:80, false",
    "https, a.example, a.example:80, false",
    "http, a.example:81, a.example:82, false",
    "http, a.example:81, a.example, false",
    "http, A.example, a.EXAMPLE, true",
    "http, a.example, a.example., false",
    "http, a.example, b.example, false",
    "http, [::80], [::80], true",
    "http, [::80], [::80]:8080, false",
  })
  void hostCountsWithAPortThatIsNotTheUsualOne(
      String scheme, String one, String other, boolean same) {
    Asked asked = new Asked("r", scheme, one, "/", null, null, "", null);
    assertThat(same(PLAIN, asked, asked.at(other, "/"))).isEqualTo(same);
  }

  @ParameterizedTest(name = "{0} / {1}")
  @CsvSource(
      delimiter = '/',
      value = {
        "Cookie: lang=a|A: 1 / Cookie: lang=a / true",
        "Cookie: lang=a / Cookie: x=1; lang=a; y=2 / true",
        "Cookie: lang=a / Cookie: lang=b / false",
        "Cookie: lang=a / A: 1 / false",
        "Cookie: lang= / A: 1 / false",
        "Cookie: lang=a / Cookie: xlang=a / false",
        "Cookie: lang=a / Cookie: lang=a|Cookie: lang=b / false", // an origin may take either
        "Cookie: lang=a; lang=b / Cookie: lang=b; lang=a / false",
        "Cookie: lang =a / Cookie: lang =b / false",
      })
  void allValuesOfACookieCount(String one, String other, boolean same) {
    Asked asked = Asked.PLAIN.lines(one);
    assertThat(same(cookies("lang"), asked, asked.lines(other))).isEqualTo(same);
    assertThat(same(PLAIN, asked, asked.lines(other))).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "Cookie: my.lang=fr",
        "Cookie: my lang=fr",
        "Cookie: my%5Flang=fr",
        "Cookie: my_lang[x]=fr",
        "Cookie: foo=\"; my_lang=fr; bar=\""
      })
  void whatAnOriginMayTakeForACookieCountsToo(String line) {
    KeyMaker maker = cookies("my_lang");
    Asked with = Asked.PLAIN.lines(line);
    assertThat(same(maker, with, Asked.PLAIN.lines("Cookie: x=1"))).isFalse();
    assertThat(same(maker, with, Asked.PLAIN.lines("Cookie: my_lang=fr"))).isFalse();
  }

  /** What a trusted proxy says, of which an origin makes links; others' words do not come here. */
  @ParameterizedTest(name = "{0} / {1}")
  @CsvSource(
      delimiter = '/',
      value = {
        "X-Forwarded-Host: evil.example / X-Forwarded-Host: a.example / false",
        "X-Forwarded-Host: 1:a / X-Forwarded-Port: 1:a / false",
        "X-Forwarded-Port: 8443 / X-Forwarded-Port: 443 / false",
        "X-Forwarded-Prefix: b / A: 1 / false",
        "Forwarded: for=1.1.1.1;host=evil.example / Forwarded: for=1.1.1.1;host=a.example / false",
        "Forwarded: for=1.1.1.1 / Forwarded: for=2.2.2.2 / true",
        "X-Forwarded-For: 1.1.1.1 / X-Forwarded-For: 2.2.2.2 / true",
      })
  void whatTheOriginIsToldOfTheAddressCounts(String one, String other, boolean same) {
    Asked asked = Asked.PLAIN.lines(one);
    assertThat(same(PLAIN, asked, asked.lines(other))).isEqualTo(same);
  }

  @ParameterizedTest(name = "{0} / {1}")
  @CsvSource(
      delimiter = '/',
      value = {
        "A: 1|B: 2 / B: 2|A: 1 / true",
        "A: 1 / B: 1 / false",
        "A: 1 / A: 1|A: 1 / false",
        "A: 1|A: 2 / A: 2|A: 1 / false",
        "A: / B: / false",
        "C: 1 / C: 2 / true",
      })
  void allLinesOfAFieldCount(String one, String other, boolean same) {
    Asked asked = Asked.PLAIN.lines(one);
    assertThat(same(headers("A", "b"), asked, asked.lines(other))).isEqualTo(same);
  }

  @Test
  void whatTheOriginIsAskedForCounts() {
    Asked rewritten = new Asked("r", "https", "a", "/x", "/y", null, "", null);
    assertThat(same(PLAIN, rewritten, Asked.PLAIN.at("a", "/x"))).isFalse();
    assertThat(same(PLAIN, rewritten, Asked.PLAIN.at("a", "/y"))).isFalse();
  }

  /** The tier outlives configs: a value that was a header's must not become a cookie's. */
  @Test
  void otherRulesMakeOtherKeys() {
    Asked asked = Asked.PLAIN.lines("A: 1|Cookie: a=1").query("a=1");
    List<KeyMaker> makers =
        List.of(PLAIN, ignoring("a"), only("a"), only(), headers("a"), cookies("a"));
    List<CacheKey> keys = new ArrayList<>();
    makers.forEach(maker -> keys.add(maker.of(asked.exchange())));
    assertThat(keys).doesNotHaveDuplicates();
    assertThat(ignoring("a").of(asked.exchange())).isEqualTo(keys.get(1));
  }

  @Test
  void aKeySaysWhatAPurgeAsksFor() {
    Asked asked = new Asked("7:a-", "http", "[::1]:81", "/a:b/-", "/c", "3:x", "", "bob");
    CacheKey key = PLAIN.of(asked.exchange());
    CacheKey longer = new CacheKey(key.text() + "v1:=x\n");
    for (CacheKey each : List.of(key, longer)) {
      assertThat(each.routeId()).isEqualTo("7:a-");
      assertThat(each.scheme()).isEqualTo("http");
      assertThat(each.host()).isEqualTo("[::1]");
      assertThat(each.port()).isEqualTo("81");
      assertThat(each.path()).isEqualTo("/a:b/-");
    }
    assertThat(PLAIN.of(Asked.PLAIN.exchange()).port()).isNull();
  }
}
