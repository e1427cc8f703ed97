package io.sluice.loadbalancer.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsulOptionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "consul:8500",
        "//consul",
        "ftp://consul",
        "http:///v1",
        "http://u:p@consul",
        "http://consul?x",
        "http://consul:0",
        "http://consul:85000",
        "/consul"
      })
  void refusesWhatIsNoAddress(String address) {
    assertThatThrownBy(() -> new ConsulOptions(URI.create(address)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("address: '" + address + "' (expected: http://host:port or https://host:port)");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 1025})
  void refusesTooFewOrTooManyConnections(int connections) {
    ConsulOptions options = new ConsulOptions(URI.create("http://consul"));
    assertThatThrownBy(() -> options.withConnections(connections))
        .hasMessage("connections: " + connections + " (expected: 2 to 1024)");
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "4, 3", "8, 6", "16, 12", "96, 92", "1024, 1020"})
  void leavesSomeConnectionsFree(int connections, int waiting) {
    assertThat(new ConsulOptions(URI.create("http://c")).withConnections(connections).waiting())
        .isEqualTo(waiting);
  }

  @Test
  void aQueryIsTheSameHoweverItsTagsAreOrdered() {
    ServiceQuery query = new ServiceQuery("users");
    assertThat(query.tagged(List.of("b", "a", "b"))).isEqualTo(query.tagged(List.of("a", "b")));
  }

  @Test
  void refusesWhatCannotBeAsked() {
    ServiceQuery users = new ServiceQuery("users");
    assertThatThrownBy(() -> new ServiceQuery(""))
        .hasMessage("service: '' (expected: 1 to 255 characters, none of them control)");
    assertThatThrownBy(() -> users.tagged(List.of("a\nb"))).hasMessageStartingWith("tags: 'a");
    assertThatThrownBy(() -> users.in("a\u0000")).hasMessageStartingWith("datacenter: 'a");
  }

  @Test
  void neverShowsTheToken() {
    ServiceQuery users = new ServiceQuery("users");
    assertThatThrownBy(() -> users.with("very secret"))
        .hasMessage("token: character 4 (expected: printable ASCII without spaces)");
    assertThat(users.tagged(List.of("a")).in("dc2").with("secret"))
        .hasToString("service 'users' with tags [a] in datacenter 'dc2'");
  }
}
