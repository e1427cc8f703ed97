package io.sluice.filters.iprestriction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.config.Cidr;
import java.net.Inet6Address;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpRestrictionTest {

  private static List<Cidr> networks(String spaced) {
    return Arrays.stream(spaced.split(" "))
        .filter(text -> !text.isEmpty())
        .map(Cidr::parse)
        .toList();
  }

  private static Filter filter(String allow, String deny, int status) {
    return new IpRestrictionFactory()
        .create(
            new IpRestrictionConfig(networks(allow), networks(deny), status),
            FakeExchange.context());
  }

  @ParameterizedTest
  @CsvSource({
    // allow only: all others are refused
    "10.0.0.0/8, '', 10.1.2.3, true",
    "10.0.0.0/8, '', 11.0.0.0, false",
    "10.0.0.0/8, '', ::1, false",
    "10.0.0.0/8, '', ::ffff:10.1.2.3, true",
    "::/0, '', 2001:db8::1, true",
    "::/0, '', 10.1.2.3, false",
    // an IPv4-mapped network is an IPv4 one; no IPv6 network holds IPv4 addresses, however wide
    "::ffff:10.0.0.0/104, '', 10.1.2.3, true",
    "::ffff:0:0/96, '', 10.1.2.3, true",
    "::ffff:0:0/96, '', ::1, false",
    "::/64, '', ::ffff:10.1.2.3, false",
    // deny only: all others pass
    "'', 10.0.0.0/8, 10.1.2.3, false",
    "'', 10.0.0.0/8, 192.0.2.1, true",
    "'', 2001:db8::/32, 2001:db8:ffff::1, false",
    "'', 2001:db8::/32, 2001:db9::, true",
    "'', ::/0, 10.1.2.3, true",
    // both: deny wins
    "10.0.0.0/8, 10.1.0.0/16, 10.2.0.1, true",
    "10.0.0.0/8, 10.1.0.0/16, 10.1.0.1, false",
    "10.1.0.0/16, 10.0.0.0/8, 10.1.0.1, false",
    "10.0.0.0/8, 10.1.0.0/16, 192.0.2.1, false",
    "0.0.0.0/0, '', 255.255.255.255, true",
    "192.0.2.1, '', 192.0.2.1, true",
    "192.0.2.1, '', 192.0.2.2, false",
  })
  void denyWinsAndAnythingAllowedShutsOutTheRest(
      String allow, String deny, String client, boolean passes) throws Exception {
    FakeExchange exchange = new FakeExchange().client(client);
    assertThat(filter(allow, deny, 403).onRequest(exchange))
        .isEqualTo(passes ? Verdict.CONTINUE : Verdict.DONE);
    assertThat(exchange.error() == null).isEqualTo(passes);
  }

  /** An interface's number is this machine's own affair, not part of who the client is. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void zoneOfALinkLocalAddressDoesNotCount(int zone) throws Exception {
    byte[] address = NetUtil.createByteArrayFromIpAddressString("fe80::1");
    AddressSet set = AddressSet.of(networks("fe80::/10"));
    assertThat(set.contains(Inet6Address.getByAddress(null, address, zone))).isTrue();
  }

  @Test
  void refusalHasTheChosenStatusAndTellsNoRule() throws Exception {
    FakeExchange exchange = new FakeExchange().client("192.0.2.1");
    filter("", "192.0.2.0/24", 404).onRequest(exchange);
    assertThat(exchange.error()).isEqualTo(GatewayError.client(404, "ip_denied"));
  }

  @Test
  void refusesToDoNothing() {
    assertThatThrownBy(() -> filter("", "", 403))
        .hasMessage("allow: [] (expected: a network here or in deny)");
  }
}
