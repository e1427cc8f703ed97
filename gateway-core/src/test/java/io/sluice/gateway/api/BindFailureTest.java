package io.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.Bind;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindFailureTest {

  private static InetSocketAddress address(String bind) {
    return Bind.parse(bind).socketAddress();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.0.0.0:8080 | Address already in use | address already in use",
        "0.0.0.0:8080 | bind(..) failed with error(-98): Address already in use |"
            + " address already in use",
        "0.0.0.0:80 | Permission denied |"
            + " permission denied (ports below 1024 are for privileged processes)",
        "0.0.0.0:8080 | Permission denied | permission denied",
        "192.0.2.1:8080 | Cannot assign requested address |"
            + " no network interface of this machine has this address",
        "[::1]:8080 | Address already in use | address already in use",
        "0.0.0.0:8080 | Too many open files | Too many open files",
      })
  void namesPathAddressAndReason(String bind, String said, String reason) {
    BindFailure error = new BindFailure("listeners[0].bind", address(bind), new IOException(said));
    assertThat(error).hasMessage("listeners[0].bind: " + bind + ": " + reason);
  }

  @Test
  void knowsTheWordsOfThisMachine() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket first = new ServerSocket(0, 1, loopback)) {
      String bind = "127.0.0.1:" + first.getLocalPort();
      try (ServerSocket second = new ServerSocket(first.getLocalPort(), 1, loopback)) {
        assertThat(second.getLocalPort()).as("a second socket on a bound port").isZero();
      } catch (BindException e) {
        assertThat(new BindFailure("admin.bind", address(bind), e))
            .hasMessage("admin.bind: " + bind + ": address already in use");
      }
    }
  }
}
