package io.sluice.filters.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.StubOrigin;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys at a URL: looked up, kept, and looked up again. */
class PublishedKeysTest {
  private static final Duration GAP = Duration.ofMillis(300);
  private static final Duration HOUR = Duration.ofHours(1);

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final StubOrigin provider = StubOrigin.answering(200, set());

  @AfterEach
  void close() {
    provider.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private final ChainContext context =
      new ChainContext("route", meters, System::nanoTime) {
        @Override
        public Network network() {
          return new Network(loops, NioSocketChannel::new);
        }
      };

  private PublishedKeys keys(Duration refresh) {
    KeyAddress address = KeyAddress.of("http://" + provider.address() + "/keys?token=x");
    PublishedKeys keys = PublishedKeys.of(context, address, refresh, GAP);
    keys.adopted();
    keys.adopted(); // by the next config as well
    return keys;
  }

  private static JWK ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String set(JWK... keys) {
    return Arrays.stream(keys)
        .map(key -> (key instanceof OctetSequenceKey ? key : key.toPublicJWK()).toJSONString())
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  private void publish(String document) {
    provider.answer((request, connection) -> connection.answer(200, document));
  }

  private static void awaitKey(PublishedKeys keys, String id) {
    Await.until(
        id + " is there",
        () -> {
          KeySet current = keys.current();
          return current != null && current.has(id);
        });
  }

  @Test
  void areLookedUpOnceWhenTheyAreAdopted() {
    publish(set(ec("a"), ec("b")));
    PublishedKeys keys = keys(HOUR);
    awaitKey(keys, "a");
    assertThat(keys.current().size()).isEqualTo(2);
    assertThat(keys.isStale()).isFalse();
    assertThat(provider.requests()).hasSize(1);
    assertThat(provider.requests().get(0).headers().first("accept"))
        .contains("application/jwk-set+json");
    assertThat(meters.get("sluice.jwks.keys").gauge().value()).isEqualTo(2);
    assertThat(meters.get("sluice.jwks.keys").gauge().getId().getTag("url"))
        .isEqualTo("http://" + provider.address() + "/keys");
    keys.close();
    assertThat(meters.getMeters()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | {\"keys\":[]}",
        "302 | {\"keys\":[]}",
        "500 | ''",
        "200 | ''",
        "200 | <html></html>",
        "200 | {\"keys\":{}}",
        "200 | [1]",
        "200 | {\"keys\":[],\"keys\":[]}",
        "200 | MANY",
        "200 | LONG",
      })
  void whatIsNoSetOfKeysChangesNothing(int status, String document) {
    publish(set(ec("a")));
    PublishedKeys keys = keys(Duration.ofSeconds(1));
    awaitKey(keys, "a");
    KeySet before = keys.current();
    String answer =
        switch (document) {
          case "MANY" -> "{\"keys\":[" + "{},".repeat(100) + "{}]}";
          case "LONG" -> "{\"keys\":[],\"x\":\"" + "x".repeat(1 << 20) + "\"}";
          default -> document;
        };
    provider.answer((request, connection) -> connection.answer(status, answer));
    Await.until("it has failed", keys::isStale);
    assertThat(keys.current()).isSameAs(before);
    assertThat(
            meters.get("sluice.jwks.refreshes").tags("outcome", "failed").functionCounter().count())
        .isPositive();
  }

  @Test
  void keysThatCannotBeUsedAreLeftOut() throws Exception {
    JWK weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();
    JWK secret = new OctetSequenceKeyGenerator(256).keyID("secret").generate();
    JWK encrypting =
        new RSAKeyGenerator(2048).keyID("encrypting").keyUse(KeyUse.ENCRYPTION).generate();
    publish(set(weak, secret, encrypting, ec("twin"), ec("twin"), ec("good")));
    PublishedKeys keys = keys(HOUR);
    awaitKey(keys, "good");
    assertThat(keys.current().size()).isEqualTo(1);
  }

  @Test
  void anUnknownNameHasThemLookedUpAgain() {
    publish(set(ec("a")));
    PublishedKeys keys = keys(HOUR);
    awaitKey(keys, "a");
    publish(set(ec("b")));
    AtomicInteger told = new AtomicInteger();
    assertThat(keys.mayChange("b")).isTrue();
    assertThat(keys.refreshed("b", keys.current(), told::incrementAndGet)).isTrue();
    Await.until("it is told", () -> told.get() == 1);
    assertThat(keys.current().has("b")).isTrue();
    assertThat(keys.current().has("a")).isFalse();
  }

  @Test
  void whoHasSeenOlderOnesNeedNotWait() {
    publish(set(ec("a")));
    PublishedKeys keys = keys(HOUR);
    awaitKey(keys, "a");
    AtomicInteger told = new AtomicInteger();
    assertThat(keys.refreshed("a", null, told::incrementAndGet)).isTrue();
    Await.until("it is told", () -> told.get() == 1);
    assertThat(provider.requests()).hasSize(1);
    assertThat(keys.mayChange("a")).isTrue();
  }

  @Test
  void madeUpNamesDoNotFloodTheProvider() {
    publish(set(ec("a")));
    PublishedKeys keys = keys(HOUR);
    awaitKey(keys, "a");
    AtomicInteger told = new AtomicInteger();
    int waiting = 0;
    long start = System.nanoTime();
    for (int i = 0; i < 5000; i++) {
      waiting += keys.refreshed("x" + i, keys.current(), told::incrementAndGet) ? 1 : 0;
    }
    int all = waiting;
    Await.until("all are told", () -> told.get() == all);
    long gaps = 2 + (System.nanoTime() - start) / GAP.toNanos();
    assertThat(provider.requests()).hasSizeLessThanOrEqualTo(1 + (int) gaps);
    assertThat(all).isBetween(1000, 4000); // no more wait at a time
    assertThat(keys.mayChange("x0")).isFalse(); // it was not there a moment ago
    Await.until("it may be asked for again", () -> keys.mayChange("x0"));
  }

  @Test
  void theLastOnesStayWhileTheProviderIsDown() {
    publish(set(ec("a")));
    PublishedKeys keys = keys(Duration.ofSeconds(1));
    awaitKey(keys, "a");
    provider.kill();
    Await.until("it has failed", keys::isStale);
    assertThat(keys.current().has("a")).isTrue();
    assertThat(keys.refreshed("b", keys.current(), () -> {}))
        .isFalse(); // nobody waits for who is down
    publish(set(ec("a"), ec("b")));
    provider.restart();
    awaitKey(keys, "b");
    assertThat(keys.isStale()).isFalse();
  }

  @Test
  void theSameKeysAreTheSameSet() {
    publish(set(ec("a")));
    PublishedKeys keys = keys(Duration.ofSeconds(1));
    awaitKey(keys, "a");
    KeySet before = keys.current();
    Await.until("they are looked up again", () -> provider.requests().size() > 1);
    Await.until(
        "that has ended",
        () ->
            meters.get("sluice.jwks.refreshes").tags("outcome", "ok").functionCounter().count()
                > 1);
    assertThat(keys.current()).isSameAs(before);
  }

  @Test
  void anotherRefreshCountsAtOnceAndKeepsWhatIsKnown() {
    publish(set(ec("a")));
    PublishedKeys keys = keys(HOUR);
    awaitKey(keys, "a");
    publish(set(ec("b")));
    assertThat(keys(Duration.ofSeconds(1))).isSameAs(keys);
    assertThat(keys.current()).isNotNull();
    awaitKey(keys, "b");
  }

  @Test
  void whoWaitsIsToldWhenNoConfigHasThemAnyMore() {
    publish(set(ec("a")));
    PublishedKeys keys = keys(HOUR);
    awaitKey(keys, "a");
    AtomicInteger told = new AtomicInteger();
    keys.refreshed("b", keys.current(), told::incrementAndGet);
    keys.close();
    Await.until("it is told", () -> told.get() == 1);
  }
}
