package io.sluice.filters.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.cache.store.PurgeLog.Verdict;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.api.Purge.By;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurgeLogTest {
  private static final long NOW = 1_700_000_000_000L;

  private final AtomicLong clock = new AtomicLong(NOW);
  private final PurgeLog log = new PurgeLog(clock::get);

  private static CacheKey key(String url) {
    int host = url.indexOf("://") + 3;
    int path = url.indexOf('/', host);
    int query = url.indexOf('?');
    Asked asked =
        new Asked(
            "r",
            url.substring(0, host - 3),
            url.substring(host, path),
            url.substring(path, query < 0 ? url.length() : query),
            null,
            query < 0 ? null : url.substring(query + 1),
            "",
            null);
    return new KeyMaker(KeyRules.PLAIN).of(asked.exchange());
  }

  private Verdict judge(String url, long askedAfter, String tags) {
    String lines = tags.isEmpty() ? "" : "Cache-Tag: " + tags;
    return log.judge(key(url), Responses.askedAfter(askedAfter, lines));
  }

  private Verdict judge(String url) {
    return judge(url, 0, "");
  }

  private static Purge hard(By by, String value) {
    return new Purge(by, value, false);
  }

  @ParameterizedTest(name = "{0} {1}: {2}: {3}")
  @CsvSource({
    "KEY, http://a.example/x, http://a.example/x, GONE",
    "KEY, HTTP://A.example:80/x, http://a.example/x, GONE",
    "KEY, http://a.example./x, http://a.example/x, GONE",
    "KEY, https://a.example/x, http://a.example/x, VALID",
    "KEY, http://a.example:443/x, http://a.example/x, VALID",
    "KEY, http://a.example:81/x, http://a.example:81/x, GONE",
    "KEY, http://a.example/x, http://a.example:81/x, VALID",
    "KEY, http://a.example, http://a.example/, GONE",
    "KEY, http://a.example?b, http://a.example/?b, GONE",
    "KEY, a.example/x, http://a.example/x, GONE",
    "KEY, a.example/x, https://a.example/x, GONE",
    "KEY, a.example/x, https://a.example:81/x, VALID",
    "KEY, a.example:81/x, https://a.example:81/x, GONE",
    "KEY, a.example:443/x, https://a.example/x, GONE",
    "KEY, a.example:443/x, http://a.example/x, VALID",
    "KEY, a.example:443/x, http://a.example:443/x, GONE",
    "KEY, b.example/x, http://a.example/x, VALID",
    "KEY, [::1]:81/x, http://[::1]:81/x, GONE",
    "KEY, [::1]/x, http://[::1]/x, GONE",
    "KEY, /x, https://a.example:81/x, GONE",
    "KEY, /x, http://b.example/x, GONE",
    "KEY, /x, http://a.example/x/y, VALID",
    "KEY, /X, http://a.example/x, VALID",
    "KEY, //a.example/x, http://a.example/x, VALID",
    "KEY, //a.example/x, http://b.example//a.example/x, GONE",
    "KEY, /x?b=2&a=1, http://a.example/x?a=1&b=2, GONE",
    "KEY, /x?a=1&b=2, http://a.example/x?b=2&a=1, GONE",
    "KEY, /x?a=2&a=1, http://a.example/x?a=1&a=2, VALID",
    "KEY, /x, http://a.example/x?a=1, VALID",
    "KEY, /x?a=1, http://a.example/x, VALID",
    "KEY, /x?, http://a.example/x?, GONE",
    "KEY, a.example/x?u=http://b/, http://a.example/x?u=http://b/, GONE",
    "PREFIX, http://a.example/x, http://a.example/xy?z, GONE",
    "PREFIX, http://a.example/x, https://a.example/xy, VALID",
    "PREFIX, http://a.example, http://a.example/x, GONE",
    "PREFIX, http://a.exam, http://a.example/x, VALID",
    "PREFIX, http://a.example:80/, http://a.example/x, GONE",
    "PREFIX, http://a.example/, http://a.example:81/x, VALID",
    "PREFIX, http://a.example:443/, https://a.example/x, VALID",
    "PREFIX, http://a.example:443/, http://a.example:443/x, GONE",
    "PREFIX, a.example, http://a.example/x, GONE",
    "PREFIX, A.EXAMPLE/, https://a.example/x, GONE",
    "PREFIX, a.example:443/, https://a.example/x, GONE",
    "PREFIX, a.example:443/, http://a.example/x, VALID",
    "PREFIX, a.example/, http://a.example:81/x, VALID",
    "PREFIX, /x?a, http://a.example/x?a=1, GONE",
    "PREFIX, /x?b, http://a.example/x?a=1&b=2, VALID",
    "PREFIX, /, http://a.example:81/x, GONE",
    "PREFIX, /x/, http://a.example/x, VALID",
    "TAG, one, http://a.example/x, GONE",
    "TAG, two, http://a.example/x, GONE",
    "TAG, ONE, http://a.example/x, VALID",
    "TAG, three, http://a.example/x, VALID",
    "TAG, r, http://a.example/x, VALID",
    "ROUTE, r, http://a.example/x, GONE",
    "ROUTE, one, http://a.example/x, VALID",
    "KEY, ://, http://a.example/x, VALID",
    "PREFIX, http://, http://a.example/x, VALID",
    "PREFIX, http://:80, http://a.example/x, VALID",
  })
  void aPurgeIsAboutWhatItNames(By by, String value, String url, Verdict expected) {
    log.add(hard(by, value));
    assertThat(judge(url, 0, "one, two")).isEqualTo(expected);
  }

  @Test
  void aPurgeIsAboutAllVariantsOfAKey() {
    log.add(hard(By.KEY, "/x"));
    CacheKey variant = new CacheKey(key("http://a.example/x").text() + "v1:=y\n");
    assertThat(log.judge(variant, Responses.askedAfter(0, ""))).isEqualTo(Verdict.GONE);
  }

  @Test
  void whatWasAskedAfterAPurgeIsValid() {
    long first = log.add(hard(By.KEY, "/x"));
    assertThat(log.last()).isEqualTo(first);
    assertThat(judge("http://a/x", first, "")).isEqualTo(Verdict.VALID);
    assertThat(judge("http://a/x", first - 1, "")).isEqualTo(Verdict.GONE);
    long second = log.add(hard(By.KEY, "/x"));
    assertThat(judge("http://a/x", first, "")).isEqualTo(Verdict.GONE);
    assertThat(judge("http://a/x", second, "")).isEqualTo(Verdict.VALID);
  }

  @Test
  void numbersRiseWhateverTheClockDoes() {
    long first = log.add(hard(By.KEY, "/x"));
    assertThat(first).isEqualTo(NOW);
    assertThat(log.add(hard(By.KEY, "/y"))).isEqualTo(NOW + 1);
    clock.set(NOW - 1_000);
    assertThat(log.add(hard(By.KEY, "/z"))).isEqualTo(NOW + 2);
    clock.set(NOW + 1_000);
    assertThat(log.add(hard(By.KEY, "/z"))).isEqualTo(NOW + 1_000);
  }

  @Test
  void aSoftPurgeMakesStaleAndAHardOneTakesOut() {
    long soft = log.add(new Purge(By.TAG, "one", true));
    assertThat(judge("http://a/x", 0, "one")).isEqualTo(Verdict.STALE);
    assertThat(judge("http://a/x", soft, "one")).isEqualTo(Verdict.VALID);
    long hard = log.add(hard(By.TAG, "one"));
    assertThat(judge("http://a/x", 0, "one")).isEqualTo(Verdict.GONE);
    log.add(new Purge(By.TAG, "one", true));
    assertThat(judge("http://a/x", soft, "one")).isEqualTo(Verdict.GONE);
    assertThat(judge("http://a/x", hard, "one")).isEqualTo(Verdict.STALE);
  }

  /** Another gateway's purge may be heard of late; that of the stream is the order of all. */
  @Test
  void whatIsLearnedLateIsAboutWhatWasAskedBefore() {
    log.learn(NOW + 5, hard(By.KEY, "/y"));
    log.learn(NOW + 3, hard(By.KEY, "/x"));
    assertThat(log.last()).isEqualTo(NOW + 5);
    assertThat(judge("http://a/x", NOW + 2, "")).isEqualTo(Verdict.GONE);
    assertThat(judge("http://a/x", NOW + 3, "")).isEqualTo(Verdict.VALID);
    log.learn(NOW + 5, hard(By.KEY, "/y"));
    assertThat(log.size()).isEqualTo(2);
  }

  /** A number of this gateway's clock says nothing about the order of the stream. */
  @Test
  void whatIsLearnedAfterAHigherNumberOfItsOwnIsAboutAllBefore() {
    clock.set(NOW + 60_000); // ahead
    long own = log.add(hard(By.KEY, "/y"));
    log.learn(NOW, hard(By.KEY, "/x"));
    assertThat(log.last()).isGreaterThan(own);
    assertThat(judge("http://a/x", own, "")).isEqualTo(Verdict.GONE);
    assertThat(judge("http://a/x", log.last(), "")).isEqualTo(Verdict.VALID);
    assertThat(judge("http://a/y", own, "")).isEqualTo(Verdict.VALID);
  }

  @Test
  void whatWasAskedBeforeTheOldestPurgeThatIsKnownCountsAsPurged() {
    for (int i = 0; i < PurgeLog.MOST; i++) {
      log.add(hard(By.KEY, "/" + i));
    }
    assertThat(log.size()).isEqualTo(PurgeLog.MOST);
    assertThat(judge("http://a/other")).isEqualTo(Verdict.VALID);
    log.add(hard(By.TAG, "one"));
    assertThat(log.size()).isEqualTo(PurgeLog.MOST);
    assertThat(judge("http://a/other", NOW - 1, "")).isEqualTo(Verdict.GONE);
    assertThat(judge("http://a/other", NOW, "")).isEqualTo(Verdict.VALID);
    assertThat(judge("http://a/1", NOW, "")).isEqualTo(Verdict.GONE);
  }

  @Test
  void prefixesAreFewer() {
    log.add(hard(By.KEY, "/x"));
    for (int i = 0; i <= PurgeLog.MOST_PREFIXES; i++) {
      log.add(hard(By.PREFIX, "/p" + i));
    }
    assertThat(log.size()).isEqualTo(PurgeLog.MOST_PREFIXES + 1);
    assertThat(judge("http://a/other", NOW, "")).isEqualTo(Verdict.GONE);
    assertThat(judge("http://a/other", NOW + 1, "")).isEqualTo(Verdict.VALID);
  }

  @Test
  void theSameAgainTakesNoRoomAndForgetsNothing() {
    log.add(hard(By.KEY, "/x"));
    for (int i = 0; i < 2 * PurgeLog.MOST; i++) {
      log.add(hard(By.TAG, "t" + i % 20));
      log.add(hard(By.PREFIX, "/p" + i % 20));
    }
    assertThat(log.size()).isEqualTo(41);
    assertThat(judge("http://a/other")).isEqualTo(Verdict.VALID);
    assertThat(judge("http://a/x")).isEqualTo(Verdict.GONE);
    assertThat(judge("http://a/p7")).isEqualTo(Verdict.GONE);
  }

  @Test
  void whatIsOlderThanAllThatIsKeptIsForgottenForFree() {
    log.add(hard(By.KEY, "/x"));
    log.add(hard(By.PREFIX, "/y"));
    clock.addAndGet(PurgeLog.LONGEST_KEPT + 2);
    log.add(new Purge(By.TAG, "one", true));
    assertThat(log.size()).isEqualTo(1);
    assertThat(judge("http://a/other")).isEqualTo(Verdict.VALID);
  }

  @Test
  void inDoubtAllThatWasAskedBeforeIsGone() {
    log.doubt(NOW);
    assertThat(judge("http://a/x", NOW - 1, "")).isEqualTo(Verdict.GONE);
    assertThat(log.last()).isEqualTo(NOW);
    assertThat(judge("http://a/x", NOW, "")).isEqualTo(Verdict.VALID);
  }
}
