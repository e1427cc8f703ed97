package io.sluice.gateway.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ClientRatesTest {
  private static final long SECOND = 1_000_000_000;
  private static final long INTERVAL = SECOND / 10;

  private final ClientRates rates = new ClientRates();

  private static InetAddress client(int last) throws Exception {
    return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
  }

  @Test
  void whoStaysWithinTheRateIsNeverFast() throws Exception {
    for (int i = 0; i < 1000; i++) {
      assertThat(rates.isFast(client(1), INTERVAL, i * INTERVAL)).isFalse();
    }
  }

  @Test
  void theAddressesOfAnIpv6NetworkAreOneClient() throws Exception {
    boolean fast = false;
    for (int i = 0; i < 100; i++) {
      fast = rates.isFast(InetAddress.getByName("2001:db8::" + i), INTERVAL, 0);
    }
    assertThat(fast).isTrue();
    assertThat(rates.isFast(InetAddress.getByName("2001:db8:0:1::1"), INTERVAL, 0)).isFalse();
  }

  @Test
  void aShortBurstIsForgiven() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(rates.isFast(client(1), INTERVAL, 0)).isFalse();
    }
  }

  @Test
  void whoSendsTwiceTheRateIsFastAfterAWhileAndNoLongerWhenItSlowsDown() throws Exception {
    int fast = 0;
    for (int i = 0; i < 100; i++) {
      fast += rates.isFast(client(1), INTERVAL, i * INTERVAL / 2) ? 1 : 0;
    }
    assertThat(fast).isBetween(20, 60);
    assertThat(rates.isFast(client(2), INTERVAL, 50 * INTERVAL)).isFalse();
    assertThat(rates.isFast(client(1), INTERVAL, 50 * INTERVAL + 2 * SECOND)).isFalse();
  }
}
