package io.sluice.filters.iprestriction;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.sluice.gateway.config.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTableTest {

  private static Cidr network(byte[] address, int prefix) {
    byte[] first = address.clone();
    for (int bit = prefix; bit < first.length * 8; bit++) {
      first[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    return Cidr.parse(NetUtil.bytesToIpAddress(first) + "/" + prefix);
  }

  private static boolean linear(List<Cidr> networks, InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  /** Against a walk over all networks, with addresses at and around their edges. */
  @ParameterizedTest
  @ValueSource(ints = {4, 16})
  void agreesWithAWalkOverAllNetworks(int bytes) throws UnknownHostException {
    Random random = new Random(bytes);
    for (int round = 0; round < 60; round++) {
      List<Cidr> networks = new ArrayList<>();
      List<byte[]> probes = new ArrayList<>();
      for (int i = random.nextInt(80); i > 0; i--) {
        byte[] address = new byte[bytes];
        random.nextBytes(address);
        address[0] = (byte) (random.nextBoolean() ? 0x7f : 0x80); // crowd them around the sign
        address[1] &= 0x01;
        networks.add(network(address, random.nextInt(bytes * 8 + 1)));
        probes.add(address);
        byte[] near = address.clone();
        near[random.nextInt(bytes)] ^= (byte) (1 << random.nextInt(8));
        probes.add(near);
      }
      byte[] least = new byte[bytes];
      byte[] most = new byte[bytes];
      Arrays.fill(most, (byte) 0xff);
      probes.add(least);
      probes.add(most);
      AddressSet set = AddressSet.of(networks);
      for (byte[] probe : probes) {
        InetAddress address = InetAddress.getByAddress(probe);
        assertThat(set.contains(address))
            .as("%s in %s", address, networks)
            .isEqualTo(linear(networks, address));
      }
    }
  }

  @Test
  void keepsOnlyTheWidestOfNestedNetworks() {
    NetworkTable table =
        NetworkTable.of(
            List.of(
                Cidr.parse("10.1.0.0/16"),
                Cidr.parse("10.0.0.0/8"),
                Cidr.parse("10.0.0.0/8"),
                Cidr.parse("10.255.255.255"),
                Cidr.parse("11.0.0.0/8")));
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  void holdsTenThousandNetworksApart() throws UnknownHostException {
    List<Cidr> networks = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      networks.add(Cidr.parse("10." + (i >> 8) + "." + (i & 0xff) + ".128/25"));
    }
    AddressSet set = AddressSet.of(networks);
    for (int i = 0; i < 10_000; i++) {
      byte[] address = {10, (byte) (i >> 8), (byte) i, (byte) 200};
      assertThat(set.contains(InetAddress.getByAddress(address))).isTrue();
      address[3] = 127;
      assertThat(set.contains(InetAddress.getByAddress(address))).isFalse();
    }
  }

  @Test
  void emptySetHoldsNothing() throws UnknownHostException {
    AddressSet set = AddressSet.of(List.of());
    assertThat(set.isEmpty()).isTrue();
    assertThat(set.contains(InetAddress.getByAddress(new byte[16]))).isFalse();
    assertThat(set.contains(InetAddress.getByAddress(new byte[4]))).isFalse();
  }
}
