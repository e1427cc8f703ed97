package io.sluice.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.uring.IoUring;
import io.sluice.gateway.config.ServerConfig;
import io.sluice.gateway.dns.DnsAnswer;
import io.sluice.gateway.dns.DnsSettings;
import io.sluice.gateway.dns.NettyDnsResolver;
import io.sluice.gateway.dns.RecordType;
import io.sluice.gateway.event.Workers;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubDns;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every transport carries the same traffic, or says why it cannot on this machine. */
class TransportTest {
  private static final String ALL =
      """
      routes: [ { id: all, upstream: origin } ]
      upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
      """;

  @ParameterizedTest
  @EnumSource
  void carriesTrafficOrSaysWhyNot(ServerConfig.Transport transport) {
    if (!works(transport)) {
      assertThatThrownBy(() -> Transport.of(transport))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(name(transport) + " (expected: auto, ")
          .hasMessageContaining("nio; it does not work here: ")
          .hasMessageNotContaining("ExceptionInInitializerError");
      return;
    }
    String body = "x".repeat(300_000);
    try (StubOrigin origin = StubOrigin.start((request, out) -> out.answer(200, request.text()));
        TestGateway gateway =
            TestGateway.of(ALL).origins(origin).transport(name(transport)).workers(2).start()) {
      for (int i = 0; i < 4; i++) { // on both workers
        RawClient client = gateway.connect();
        for (int n = 0; n < 2; n++) {
          client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n").send(body);
          RawResponse response = client.read();
          assertThat(response.status()).isEqualTo(200);
          assertThat(response.text()).isEqualTo(body);
        }
      }
      gateway.drain();
    }
  }

  static List<ServerConfig.Transport> thatWork() {
    return Stream.of(ServerConfig.Transport.values()).filter(TransportTest::works).toList();
  }

  @ParameterizedTest
  @MethodSource("thatWork")
  void asksDnsOverUdpAndTcp(ServerConfig.Transport wanted) throws Exception {
    Transport transport = Transport.of(wanted);
    Workers workers = new Workers(1, transport.handlers(), System::nanoTime);
    try (StubDns dns = StubDns.start()) {
      dns.set("users.test", StubDns.address("10.0.0.1", 60));
      dns.trouble("users.test", StubDns.Trouble.TRUNCATED);
      NettyDnsResolver resolver =
          new NettyDnsResolver(
              workers.all().get(0).loop(),
              transport.datagrams(),
              transport.clients(),
              DnsSettings.of(List.of(dns.address())));
      CompletableFuture<DnsAnswer> answer = new CompletableFuture<>();
      resolver.resolve("users.test", RecordType.A, answer::complete);
      assertThat(answer.get(10, TimeUnit.SECONDS).addresses()).hasSize(1);
      assertThat(dns.questions()).containsExactly("A users.test.", "A users.test. over TCP");
      resolver.close();
    } finally {
      workers.shutdown();
    }
  }

  private static boolean works(ServerConfig.Transport transport) {
    return switch (transport) {
      case AUTO, NIO -> true;
      case EPOLL -> Epoll.isAvailable();
      case IO_URING -> IoUring.isAvailable();
      case KQUEUE -> KQueue.isAvailable();
    };
  }

  private static String name(ServerConfig.Transport transport) {
    return transport.name().toLowerCase(Locale.ROOT);
  }
}
