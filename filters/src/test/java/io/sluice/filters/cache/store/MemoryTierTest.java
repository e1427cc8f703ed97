package io.sluice.filters.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.filters.cache.rules.Fields;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.ManualTicker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTierTest {
  private static final int MAX = 64 << 10;
  private static final long MINUTE = 60_000;
  private static final WireHeaders NONE = new WireHeaders();

  private final ManualTicker clock = new ManualTicker();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final MemoryTier tier = new MemoryTier(registry, clock, MAX);

  /** All memory is back at the end of each test. */
  @AfterEach
  void nothingIsHeldWhenItIsClosed() {
    tier.close();
    assertThat(tier.bodyBytes()).isZero();
    assertThat(tier.bytes()).isZero();
  }

  private static CacheKey key(String path) {
    return new KeyMaker(KeyRules.PLAIN).of(Asked.PLAIN.at("a", path).exchange());
  }

  private StoredResponse response(String lines, String text) {
    return Responses.of(lines, filled(Objects.requireNonNull(tier.newBody(text.length())), text));
  }

  private static ByteBuf filled(ByteBuf body, String text) {
    body.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    return body;
  }

  /** Keeps it as soon as housekeeping has made room. */
  private void keep(String path, String asked, String lines, String text) {
    Await.until(
        "it is kept",
        () -> {
          ByteBuf body = tier.newBody(text.length());
          return body != null
              && tier.keep(
                  key(path), Fields.of(asked), Responses.of(lines, filled(body, text)), MINUTE);
        });
  }

  private String find(String path, String asked) {
    String text = Responses.text(tier.find(key(path), Fields.of(asked)));
    return text == null ? "none" : text;
  }

  @Test
  void whatIsKeptIsFound() {
    keep("/a", "", "", "one");
    assertThat(find("/a", "")).isEqualTo("one");
    assertThat(find("/b", "")).isEqualTo("none");
    assertThat(tier.size()).isEqualTo(1);
  }

  @Test
  void itSaysHowFullItIsAndWhatGoes() {
    tier.adopted();
    assertThat(gauge("sluice.cache.memory.max.bytes")).isEqualTo(MAX);
    keep("/a", "", "", "one");
    assertThat(gauge("sluice.cache.memory.entries")).isEqualTo(1);
    assertThat(gauge("sluice.cache.body.bytes")).isEqualTo(3);
    Await.until("its weight is known", () -> tier.bytes() > 3);
    assertThat(gauge("sluice.cache.memory.bytes")).isEqualTo((double) tier.bytes());
    clock.advance(Duration.ofMillis(2 * MINUTE));
    Await.until("it has gone", () -> tier.bytes() == 0);
    assertThat(evictions("expired")).isEqualTo(1);
    for (int i = 0; i < 100; i++) {
      keep("/" + i, "", "", "x".repeat(2000));
    }
    Await.until("some have gone", () -> evictions("full") > 0);
    tier.close();
    assertThat(registry.getMeters()).isEmpty();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private double evictions(String cause) {
    return registry
        .get("sluice.cache.memory.evictions")
        .tag("cause", cause)
        .functionCounter()
        .count();
  }

  @Test
  void anotherResponseTakesThePlace() {
    keep("/a", "", "", "one");
    StoredResponse old = Objects.requireNonNull(tier.find(key("/a"), NONE));
    keep("/a", "", "", "three");
    assertThat(find("/a", "")).isEqualTo("three");
    assertThat(old.body()).isNull();
    assertThat(tier.bodyBytes()).isEqualTo(5);
  }

  @Test
  void eachVariantIsForTheRequestsThatItWasChosenBy() {
    keep("/a", "Accept: x", "Vary: Accept", "of x");
    keep("/a", "Accept: y", "Vary: Accept", "of y");
    assertThat(find("/a", "Accept: x")).isEqualTo("of x");
    assertThat(find("/a", "Accept: y|Other: z")).isEqualTo("of y");
    assertThat(find("/a", "Accept: z")).isEqualTo("none");
    assertThat(find("/a", "")).isEqualTo("none");
  }

  @Test
  void otherFieldsToVaryByPutTheVariantsOutOfReach() {
    keep("/a", "Accept: x", "Vary: Accept", "of x");
    keep("/a", "Accept: x|B: 1", "Vary: B", "of 1");
    assertThat(find("/a", "Accept: x")).isEqualTo("none");
    assertThat(find("/a", "B: 1")).isEqualTo("of 1");
    keep("/a", "Accept: y", "Vary: Accept", "of y"); // not again those of before
    assertThat(find("/a", "Accept: x")).isEqualTo("none");
    assertThat(find("/a", "Accept: y")).isEqualTo("of y");
    keep("/a", "", "", "of all");
    assertThat(find("/a", "Accept: y")).isEqualTo("of all");
  }

  @Test
  void theSameFieldsInAnotherOrderAreTheSame() {
    keep("/a", "A: 1|B: 1", "Vary: A, B", "one");
    keep("/a", "A: 2|B: 1", "Vary: b|Vary: a", "two");
    assertThat(find("/a", "A: 1|B: 1")).isEqualTo("one");
    assertThat(find("/a", "A: 2|B: 1")).isEqualTo("two");
  }

  @Test
  void removingAKeyRemovesAllVariantsAtOnce() {
    keep("/a", "A: 1", "Vary: A", "one");
    keep("/a", "A: 2", "Vary: A", "two");
    keep("/b", "", "", "other");
    tier.remove(key("/a"));
    assertThat(find("/a", "A: 1")).isEqualTo("none");
    keep("/a", "A: 2", "Vary: A", "new");
    assertThat(find("/a", "A: 1")).isEqualTo("none");
    assertThat(find("/a", "A: 2")).isEqualTo("new");
    assertThat(find("/b", "")).isEqualTo("other");
  }

  /** An unsafe request that has been answered must not be followed by what was before. */
  @ParameterizedTest
  @ValueSource(strings = {"", "Vary: A"})
  void removesAlsoWhileHousekeepingIsBehind(String vary) {
    List<CacheKey> keys = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      keep("/" + i, "", vary, "x");
      keys.add(key("/" + i));
    }
    tier.bytes();
    keys.forEach(
        key -> {
          tier.remove(key);
          assertThat(tier.find(key, NONE)).isNull();
        });
  }

  @Test
  void isForgottenWhenItsTimeIsUpWhoeverUsesIt() {
    keep("/a", "", "", "one");
    clock.advance(Duration.ofMillis(MINUTE - 1));
    assertThat(find("/a", "")).isEqualTo("one");
    clock.advance(Duration.ofMillis(1));
    assertThat(find("/a", "")).isEqualTo("none");
    clock.advance(Duration.ofSeconds(2)); // housekeeping looks at seconds
    assertThat(tier.bytes()).isZero();
    assertThat(tier.bodyBytes()).isZero();
  }

  @Test
  void placeOfWhatHasExpiredIsTakenAndItsMemoryGivenBack() {
    keep("/a", "", "", "one");
    clock.advance(Duration.ofMillis(MINUTE));
    keep("/a", "", "", "three");
    assertThat(tier.bodyBytes()).isEqualTo(5);
  }

  @Test
  void variantsAreReachableAsLongAsTheLastOfThem() {
    keep("/a", "A: 1", "Vary: A", "one");
    clock.advance(Duration.ofMillis(MINUTE - 1));
    keep("/a", "A: 2", "Vary: A", "two");
    clock.advance(Duration.ofMillis(MINUTE - 1));
    assertThat(find("/a", "A: 1")).isEqualTo("none");
    assertThat(find("/a", "A: 2")).isEqualTo("two");
    assertThat(tier.keep(key("/a"), Fields.of("A: 3"), response("Vary: A", "x"), 1)).isTrue();
    clock.advance(Duration.ofMillis(1)); // of a minute's time nothing was taken
    assertThat(find("/a", "A: 3")).isEqualTo("none");
  }

  @Test
  void takesNoMoreThanItMay() {
    for (int i = 0; i < 1000; i++) {
      keep("/" + i, "", "", "x".repeat(i % 50 * 100));
      if (i % 10 == 0) {
        assertThat(tier.bytes()).isLessThanOrEqualTo(MAX + 6000);
      }
    }
    Await.until("all fits", () -> tier.bytes() <= MAX);
    assertThat(tier.bytes()).isGreaterThan(MAX / 2);
    assertThat(tier.bodyBytes()).isPositive().isLessThan(MAX);
  }

  @Test
  void whatIsLargerThanAllIsNotKept() {
    ByteBuf body = Unpooled.directBuffer(MAX).writeZero(MAX);
    StoredResponse large = Responses.of("", body);
    keep("/a", "", "", "one");
    assertThat(tier.keep(key("/a"), NONE, large, MINUTE)).isFalse();
    assertThat(body.refCnt()).isZero();
    assertThat(find("/a", "")).isEqualTo("one");
    assertThat(tier.newBody(MAX + 1)).isNull();
  }

  @Test
  void whatCannotBeFoundAgainIsNotKept() {
    assertThat(tier.keep(key("/a"), NONE, response("Vary: *", "one"), MINUTE)).isFalse();
    assertThat(tier.keep(key("/a"), NONE, response("", "one"), 0)).isFalse();
    assertThat(tier.bodyBytes()).isZero();
    assertThat(tier.size()).isZero();
  }

  /** Clients that read slowly hold what is no longer kept; memory is bounded all the same. */
  @Test
  void noMemoryIsGivenWhileTooMuchIsBeingSent() {
    List<ByteBuf> sending = new ArrayList<>();
    for (ByteBuf body; (body = tier.newBody(10_000)) != null; ) {
      sending.add(body);
    }
    assertThat(tier.bodyBytes()).isBetween((long) MAX, (long) MAX + MAX / 4);
    assertThat(tier.hasRoom(10_000)).isFalse();
    sending.forEach(ByteBuf::release);
    assertThat(tier.hasRoom(10_000)).isTrue();
  }

  @Test
  void whatIsPinnedStaysWhileMuchElseComes() {
    keep("/pinned", "", "", "one");
    StoredResponse pinned = Objects.requireNonNull(tier.find(key("/pinned"), NONE));
    String place = tier.placeOf(key("/pinned"), NONE);
    tier.pin(place, pinned);
    assertThat(pinned.isPinned()).isTrue();
    long most = tier.maximum();
    for (int i = 0; i < 2_000; i++) {
      keep("/other" + i, "", "", "x".repeat(4096));
      tier.find(key("/other" + i), NONE);
      tier.bytes(); // housekeeping
    }
    assertThat(find("/pinned", "")).isEqualTo("one");
    assertThat(tier.bodyBytes()).isLessThan(most);
    tier.unpin(place, pinned);
    assertThat(pinned.isPinned()).isFalse();
  }

  @Test
  void aRevisionRemovesAndReplaces() {
    keep("/a", "", "X-Tag: x", "one");
    keep("/b", "", "X-Tag: y", "two");
    keep("/c", "A: 1", "X-Tag: x|Vary: A", "three");
    keep("/d", "", "X-Tag: z", "four");
    long revised =
        tier.revise(
            (key, response) ->
                switch (Objects.requireNonNull(response.field("x-tag"))) {
                  case "x" -> null;
                  case "y" -> response.ended(1_000);
                  default -> response;
                });
    assertThat(revised).isEqualTo(3);
    assertThat(find("/a", "")).isEqualTo("none");
    assertThat(find("/c", "A: 1")).isEqualTo("none");
    StoredResponse ended = Objects.requireNonNull(tier.find(key("/b"), NONE));
    assertThat(ended.freshness().left(1_000)).isZero();
    assertThat(find("/b", "")).isEqualTo("two");
    StoredResponse left = Objects.requireNonNull(tier.find(key("/d"), NONE));
    assertThat(left.freshness()).isEqualTo(Responses.FRESH);
    clock.advance(Duration.ofMillis(MINUTE)); // it is kept for as long as it would have been
    assertThat(find("/b", "")).isEqualTo("none");
  }

  @Test
  void aRevisionDoesNotBringBackWhatIsRemovedMeanwhile() {
    keep("/a", "", "", "one");
    tier.revise(
        (key, response) -> {
          StoredResponse ended = response.ended(0);
          response.release(); // as remove() does, when there is no room to take it out
          return ended;
        });
    assertThat(find("/a", "")).isEqualTo("none");
  }

  @Test
  void aRevisionSeesTheKeysOfRequests() {
    keep("/a/b", "A: 1", "Vary: A", "one");
    keep("/c", "", "", "two");
    tier.revise((key, response) -> key.path().startsWith("/a/") ? null : response);
    assertThat(find("/a/b", "A: 1")).isEqualTo("none");
    assertThat(find("/c", "")).isEqualTo("two");
  }

  @Test
  void isOneForAllRoutesAndTakesTheSizeOfTheConfigThatRuns() {
    ChainContext context = FakeExchange.context();
    MemoryTier one = MemoryTier.of(context, MAX);
    one.adopted();
    assertThat(one.keep(key("/a"), NONE, Responses.of("", "x".repeat(5000)), MINUTE)).isTrue();
    assertThat(MemoryTier.of(context, 1000)).isSameAs(one);
    assertThat(one.bytes()).isGreaterThan(5000);
    one.adopted();
    assertThat(one.bytes()).isLessThanOrEqualTo(1000);
    assertThat(one.find(key("/a"), NONE)).isNull();
    one.close();
  }

  @Test
  void keepsNothingAfterItsEnd() {
    keep("/a", "", "", "one");
    StoredResponse late = response("", "two");
    tier.close();
    assertThat(find("/a", "")).isEqualTo("none");
    assertThat(tier.keep(key("/a"), NONE, late, MINUTE)).isFalse();
    assertThat(tier.newBody(1)).isNull();
    assertThat(tier.bodyBytes()).isZero();
  }
}
