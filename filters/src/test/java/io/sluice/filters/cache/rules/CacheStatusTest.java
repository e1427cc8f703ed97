package io.sluice.filters.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.cache.rules.CacheStatus.Forward;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.Test;

/** RFC 9211. */
class CacheStatusTest {

  @Test
  void hitSaysHowLongItIsFresh() {
    assertThat(CacheStatus.hit(30)).isEqualTo("sluice; hit; ttl=30");
    assertThat(CacheStatus.hit(-2)).isEqualTo("sluice; hit; ttl=-2");
  }

  @Test
  void forwardedSaysWhyAndWhatCameOfIt() {
    assertThat(CacheStatus.forwarded(Forward.URI_MISS, 200, true, false, null))
        .isEqualTo("sluice; fwd=uri-miss; fwd-status=200; stored");
    assertThat(CacheStatus.forwarded(Forward.STALE, 0, false, true, "stale-if-error"))
        .isEqualTo("sluice; fwd=stale; collapsed; detail=stale-if-error");
  }

  @Test
  void isAListOfRfc8941() {
    for (Forward why : Forward.values()) {
      String member = CacheStatus.forwarded(why, 503, true, true, "no-store");
      assertThat(Parser.parseList("other; hit, " + member).get()).hasSize(2);
    }
  }
}
