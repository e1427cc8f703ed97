package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.util.NetUtil;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "10.0.0.0/8, ::10.1.2.3, false",
    "::10.0.0.0/104, ::10.1.2.3, true",
    "::10.0.0.0/104, 10.1.2.3, false",
    "10.0.0.0/8, a00::, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "192.0.2.6/31, 192.0.2.7, true",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, ::1, false",
    "0.0.0.0/0, ::ffff:1.2.3.4, true",
    "::/0, ::1, true",
    "::/0, 1.2.3.4, false",
    "::/0, ::ffff:1.2.3.4, false",
    "::ffff:10.0.0.0/104, 10.1.2.3, true",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::, false",
    "2001:db8::/65, 2001:db8::7fff:0:0:1, true",
    "2001:db8::/65, 2001:db8::8000:0:0:1, false",
    "2001:db8::1, 2001:db8::1, true",
    "fe80::/64, fe80::1:2:3:4, true",
  })
  void containsWhatHasItsPrefix(String network, String address, boolean contained)
      throws Exception {
    Cidr cidr = Cidr.parse(network);
    InetAddress parsed = InetAddress.getByName(address);

    assertThat(cidr.contains(parsed)).isEqualTo(contained);
    assertThat(cidr.contains(parsed.getAddress())).isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "10.1.2.3, 10.1.2.3/32",
    "::1, ::1/128",
    "2001:DB8:0:0::/32, 2001:db8::/32",
    "::ffff:10.0.0.0/104, 10.0.0.0/8",
    "::/0, ::/0",
  })
  void printsWhatItReads(String text, String printed) {
    assertThat(Cidr.parse(text)).hasToString(printed).isEqualTo(Cidr.parse(printed));
    assertThat(Cidr.parse(text)).hasSameHashCodeAs(Cidr.parse(printed));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/33, 10.0.0.0/33 (expected: a prefix from 0 to 32)",
    "::/129, ::/129 (expected: a prefix from 0 to 128)",
    "10.0.0.0/, 10.0.0.0/ (expected: a prefix from 0 to 32)",
    "10.0.0.0/-1, 10.0.0.0/-1 (expected: a network such as 10.0.0.0/8 or 2001:db8::/32)",
    "10.0.0.0/8/8, 10.0.0.0/8/8 (expected: a network such as 10.0.0.0/8 or 2001:db8::/32)",
    "10.0.0.0/0008, 10.0.0.0/0008 (expected: a network such as 10.0.0.0/8 or 2001:db8::/32)",
    "10.0.0, 10.0.0 (expected: a network such as 10.0.0.0/8 or 2001:db8::/32)",
    "256.0.0.0/8, 256.0.0.0/8 (expected: a network such as 10.0.0.0/8 or 2001:db8::/32)",
    "'', '\"\" (expected: a network such as 10.0.0.0/8 or 2001:db8::/32)'",
    "localhost, localhost (expected: a network such as 10.0.0.0/8 or 2001:db8::/32)",
    "fe80::1%eth0, fe80::1%eth0 (expected: a network such as 10.0.0.0/8 or 2001:db8::/32)",
    "'10.0.0.1/8', '10.0.0.1/8 (expected: 10.0.0.0/8, no bits behind the prefix)'",
  })
  void refusesWhatIsNoNetwork(String text, String message) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void anIpv4MappedAddressInSixteenBytesIsIpv4() {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};

    assertThat(Cidr.parse("10.0.0.0/8").contains(mapped)).isTrue();
    assertThat(Cidr.parse("::/0").contains(mapped)).isFalse();
    assertThat(Cidr.parse("10.0.0.0/8").contains(new byte[5])).isFalse();
  }

  @Test
  void agreesWithArithmeticOnRandomNetworks() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      int length = random.nextBoolean() ? 4 : 16;
      int prefix = random.nextInt(length * 8 + 1);
      byte[] base = new byte[length];
      random.nextBytes(base);
      BigInteger mask =
          BigInteger.ONE.shiftLeft(prefix).subtract(BigInteger.ONE).shiftLeft(length * 8 - prefix);
      byte[] network = bytes(new BigInteger(1, base).and(mask), length);
      byte[] probe = base.clone();
      probe[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
      Cidr cidr = Cidr.parse(NetUtil.bytesToIpAddress(network) + "/" + prefix);

      boolean expected = new BigInteger(1, probe).and(mask).equals(new BigInteger(1, network));
      assertThat(cidr.contains(probe)).as("%s %s", cidr, i).isEqualTo(expected);
      assertThat(cidr.contains(base)).isTrue();
    }
  }

  private static byte[] bytes(BigInteger value, int length) {
    byte[] out = new byte[length];
    byte[] in = value.toByteArray();
    int count = Math.min(in.length, length);
    System.arraycopy(in, in.length - count, out, length - count, count);
    return out;
  }

  @Test
  void allocatesNothingForIpv4AndForBytes() throws Exception {
    Cidr cidr = Cidr.parse("10.0.0.0/8");
    InetAddress address = InetAddress.getByAddress(new byte[] {10, 1, 2, 3});
    byte[] v6 = new byte[16];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int hits = count(cidr, address, v6); // classes load here

    long before = threads.getCurrentThreadAllocatedBytes();
    hits += count(cidr, address, v6);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(hits).isEqualTo(2 * 10_000);
    assertThat(allocated).isLessThan(1_000); // the measuring itself
  }

  private static int count(Cidr cidr, InetAddress address, byte[] v6) {
    int hits = 0;
    for (int i = 0; i < 10_000; i++) {
      hits += cidr.contains(address) ? 1 : 0;
      hits += cidr.contains(v6) ? 1 : 0;
    }
    return hits;
  }
}
