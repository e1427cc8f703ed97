package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.ResponseDirectives;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.KeyMaker;
import io.sluice.filters.cache.store.KeyRules;
import io.sluice.filters.cache.store.MemoryTier;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.http.WireHeaders;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HotKeysTest {
  private static final KeyMaker KEYS = new KeyMaker(KeyRules.PLAIN);

  private final MemoryTier memory = MemoryTier.of(FakeExchange.context(), 1 << 20);
  private final HotKeys hot = new HotKeys(memory);

  @AfterEach
  void close() {
    memory.close();
  }

  private static CacheKey key(String id) {
    return KEYS.of(new FakeExchange().query("id=" + id));
  }

  /** A share of requests for one key, the others each for another. */
  private void ask(String id, int oneOf) {
    for (int i = 0; i < 200_000; i++) {
      hot.ask(i % oneOf == 0 ? key(id) : key("other" + i));
    }
  }

  @Test
  void aKeyOfMuchTrafficIsHotAndOthersAreNot() {
    ask("a", 10);
    assertThat(hot.find(key("a"))).isNotNull();
    assertThat(hot.all())
        .singleElement()
        .satisfies(each -> assertThat(each.share()).isBetween(0.05, 0.2));
  }

  @Test
  void aKeyOfLittleTrafficIsNot() {
    ask("a", 1_000);
    assertThat(hot.all()).isEmpty();
  }

  @Test
  void whatWasHotCoolsDown() {
    ask("a", 10);
    for (int i = 0; i < 4; i++) {
      ask("b", 10);
    }
    assertThat(hot.all())
        .singleElement()
        .satisfies(each -> assertThat(each.url()).endsWith("id=b"));
  }

  private StoredResponse kept(String id, int length) {
    WireHeaders fields = new WireHeaders();
    ByteBuf body = Objects.requireNonNull(memory.newBody(length)).writeZero(length);
    StoredResponse response =
        StoredResponse.of(
            200, fields, ResponseDirectives.of(fields), new Freshness(0, 0, 60_000), 0, body);
    assertThat(memory.keep(key(id), fields, response, 60_000)).isTrue();
    return response;
  }

  @Test
  void allThatAHotKeyVariesByArePinned() {
    ask("a", 2);
    HotKeys.Hot known = Objects.requireNonNull(hot.find(key("a")));
    StoredResponse plain = kept("plain", 10);
    StoredResponse packed = kept("packed", 10);
    hot.pin(known, key("plain").text(), plain);
    hot.pin(known, key("packed").text(), packed);
    assertThat(plain.isPinned()).isTrue();
    assertThat(packed.isPinned()).isTrue();
  }

  @Test
  void whatIsTooLongToBePinnedIsTriedOnce() {
    ask("a", 2);
    StoredResponse large = kept("large", 100_000);
    hot.pin(Objects.requireNonNull(hot.find(key("a"))), key("large").text(), large);
    assertThat(large.isPinned()).isFalse();
    assertThat(large.isTriedToPin()).isTrue();
  }

  @Test
  void itIsDueTheSurerTheLessTimeIsLeft() {
    ask("a", 2);
    HotKeys.Hot known = hot.ask(key("a"));
    assertThat(known).isNotNull();
    known.fetched(100);
    int soon = 0;
    int late = 0;
    for (int i = 0; i < 10_000; i++) {
      soon += known.isDue(50) ? 1 : 0;
      late += known.isDue(1_000) ? 1 : 0;
      assertThat(known.isDue(0)).isTrue();
      assertThat(known.isDue(1_000_000)).isFalse();
    }
    assertThat(soon).isBetween(5_000, 7_000); // e^-0.5 of them
    assertThat(late).isLessThan(20);
  }
}
