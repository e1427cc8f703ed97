package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private static final long SECOND = 1_000_000_000L;

  private long now = Long.MAX_VALUE - 5 * SECOND; // a clock may pass its end
  private final Attempts attempts = new Attempts(() -> now);

  private static InetAddress ip(String text) throws Exception {
    return InetAddress.getByName(text);
  }

  private void fail(String address, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      attempts.failed(ip(address));
    }
  }

  @Test
  void afterAFewThereIsOneASecond() throws Exception {
    fail("192.0.2.1", Attempts.AT_ONCE - 1);
    assertThat(attempts.allowed(ip("192.0.2.1"))).isTrue();
    fail("192.0.2.1", 1);
    assertThat(attempts.allowed(ip("192.0.2.1"))).isFalse();
    now += SECOND;
    assertThat(attempts.allowed(ip("192.0.2.1"))).isTrue();
    fail("192.0.2.1", 1);
    assertThat(attempts.allowed(ip("192.0.2.1"))).isFalse();
    now += 20 * SECOND;
    fail("192.0.2.1", Attempts.AT_ONCE - 1);
    assertThat(attempts.allowed(ip("192.0.2.1"))).as("all is forgotten by then").isTrue();
  }

  @Test
  void othersAreNotHeldUp() throws Exception {
    fail("192.0.2.1", 100);
    fail("2001:db8::1", 100);
    assertThat(attempts.allowed(ip("192.0.2.2"))).isTrue();
    assertThat(attempts.allowed(ip("2001:db8:0:1::1"))).isTrue();
    assertThat(attempts.allowed(ip("2001:db8::ffff"))).as("the same network").isFalse();
  }

  @Test
  void whoIsLongAgoIsForgotten() throws Exception {
    fail("10.0.0.1", 100);
    for (int i = 0; i < Attempts.MOST_ADDRESSES; i++) {
      fail("10.1." + i / 256 + "." + i % 256, 1);
    }
    assertThat(attempts.allowed(ip("10.0.0.1"))).isTrue();
  }
}
