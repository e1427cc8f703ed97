package io.sluice.filters.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.cache.rules.CacheStatus.Forward;
import java.util.List;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "sluice. hit. ttl=9; true",
        "sluice. fwd=uri-miss. fwd-status=200. stored; true",
        "sluice. fwd=uri-miss. fwd-status=200. detail=private; false",
        "sluice. hit. ttl=9|sluice. fwd=uri-miss. fwd-status=200. detail=private; false",
        "other. fwd=uri-miss|sluice. hit. ttl=9; true",
        "sluice. hit. ttl=9|other. hit; false",
        "sluicer. hit; false",
        "\"\"; false",
      })
  void theNearestCacheSaysWhetherItHasTheResponse(String lines, boolean stored) {
    List<String> field =
        lines.isEmpty() ? List.of() : List.of(lines.replace('.', ';').split("\\|"));
    assertThat(CacheStatus.isStored(field)).isEqualTo(stored);
  }
}
