package io.sluice.gateway.dns;

import static io.sluice.gateway.dns.DnsAnswer.Kind.FAILED;
import static io.sluice.gateway.dns.DnsAnswer.Kind.NO_RECORDS;
import static io.sluice.gateway.dns.DnsAnswer.Kind.NO_SUCH_NAME;
import static io.sluice.gateway.dns.DnsAnswer.Kind.RECORDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DnsRecordType;
import io.sluice.gateway.event.Workers;
import io.sluice.gateway.testkit.StubDns;
import io.sluice.gateway.testkit.StubDns.Trouble;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Questions to a real server on a socket. */
class NettyDnsResolverTest {
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final StubDns dns = StubDns.start();
  private final Workers workers = new Workers(1, NioIoHandler.newFactory(), System::nanoTime);
  private final NettyDnsResolver resolver = resolver(DnsSettings.of(List.of(dns.address())));

  private NettyDnsResolver resolver(DnsSettings settings) {
    return new NettyDnsResolver(
        workers.all().get(0).loop(),
        NioDatagramChannel::new,
        NioSocketChannel::new,
        settings,
        PATIENCE);
  }

  @AfterEach
  void end() {
    resolver.close();
    workers.shutdown();
    dns.close();
  }

  private DnsAnswer ask(String name, RecordType type) {
    return ask(resolver, name, type);
  }

  /** Not by orTimeout: the loop that answers would wait for the lock of the JDK's timer. */
  private static DnsAnswer told(CompletableFuture<DnsAnswer> answer) {
    try {
      return answer.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static DnsAnswer ask(DnsResolver resolver, String name, RecordType type) {
    return told(begin(resolver, name, type));
  }

  private static CompletableFuture<DnsAnswer> begin(
      DnsResolver resolver, String name, RecordType type) {
    CompletableFuture<DnsAnswer> answer = new CompletableFuture<>();
    resolver.resolve(
        name, type, told -> assertThat(answer.complete(told)).as("told once").isTrue());
    return answer;
  }

  private String server() {
    return "127.0.0.1:" + dns.address().getPort();
  }

  @Test
  void addressesComeWithTheSmallestTtl() {
    dns.set(
        "users.test",
        StubDns.address("10.0.0.1", 60),
        StubDns.address("10.0.0.2", 7),
        StubDns.address("fd00::1", 3));
    DnsAnswer v4 = ask("users.test", RecordType.A);
    assertThat(v4.kind()).isEqualTo(RECORDS);
    assertThat(v4.addresses())
        .extracting(InetAddress::getHostAddress)
        .containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
    assertThat(v4.ttlSeconds()).isEqualTo(7);
    DnsAnswer v6 = ask("USERS.Test", RecordType.AAAA);
    assertThat(v6.addresses()).extracting(InetAddress::getHostAddress).hasSize(1);
    assertThat(v6.ttlSeconds()).isEqualTo(3);
  }

  @Test
  void servicesComeWithPriorityWeightPortAndHost() {
    dns.set(
        "_http._tcp.users.test",
        StubDns.service(1, 20, 8080, "One.Users.test", 9),
        StubDns.service(0, 0, 0, ".", 9));
    DnsAnswer answer = ask("_http._tcp.users.test", RecordType.SRV);
    assertThat(answer.services())
        .containsExactlyInAnyOrder(
            new ServiceRecord(1, 20, 8080, "one.users.test"), new ServiceRecord(0, 0, 0, ""));
    assertThat(answer.ttlSeconds()).isEqualTo(9);
  }

  @Test
  void aNameThatIsNotThereIsToldFromOneWithoutRecords() {
    dns.set("users.test", StubDns.address("10.0.0.1", 60));
    assertThat(ask("users.test", RecordType.SRV).kind()).isEqualTo(NO_RECORDS);
    assertThat(ask("users.test", RecordType.SRV).detail())
        .isEqualTo("no SRV record (" + server() + ")");
    assertThat(ask("nobody.test", RecordType.A).kind()).isEqualTo(NO_SUCH_NAME);
    assertThat(ask("nobody.test", RecordType.A).detail())
        .isEqualTo("no such name (NXDOMAIN from " + server() + ")");
  }

  @Test
  void aliasesAreFollowedAndTheirTtlCounts() {
    dns.set("users.test", StubDns.alias("a.test", 5));
    dns.set("a.test", StubDns.alias("b.test", 60));
    dns.set("b.test", StubDns.address("10.0.0.1", 60));
    DnsAnswer answer = ask("users.test", RecordType.A);
    assertThat(answer.addresses()).hasSize(1);
    assertThat(answer.ttlSeconds()).isEqualTo(5);
    assertThat(dns.questions()).hasSize(1);
  }

  @Test
  void anAliasThatLeadsOutOfTheAnswerIsAskedFor() {
    dns.set("users.test", StubDns.alias("nobody.test", 5));
    assertThat(ask("users.test", RecordType.A).kind()).isEqualTo(NO_SUCH_NAME);
    assertThat(dns.questions()).containsExactly("A users.test.", "A nobody.test.");
  }

  @Test
  void aliasesInACircleFail() {
    dns.set("a.test", StubDns.alias("b.test", 5));
    dns.set("b.test", StubDns.alias("a.test", 5));
    DnsAnswer answer = ask("a.test", RecordType.A);
    assertThat(answer.kind()).isEqualTo(FAILED);
    assertThat(answer.detail()).startsWith("more than 8 aliases");
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVFAIL", "SILENCE", "ALWAYS_TRUNCATED", "REFERRAL"})
  void whatIsNoAnswerIsAFailureThatSaysWhy(Trouble trouble) {
    dns.set("users.test", StubDns.address("10.0.0.1", 60));
    dns.trouble("users.test", trouble);
    DnsAnswer answer = ask("users.test", RecordType.A);
    assertThat(answer.kind()).isEqualTo(FAILED);
    assertThat(answer.detail())
        .contains(
            switch (trouble) {
              case SERVFAIL -> "ServFail";
              case SILENCE -> "no answer within 300 ms";
              case ALWAYS_TRUNCATED -> "cut short";
              default -> "referral";
            })
        .endsWith("from " + server());
    assertThat(dns.questions().stream().filter(q -> !q.contains("TCP"))).hasSize(2); // tried twice
  }

  @Test
  void whatIsCutShortIsAskedForOverTcp() {
    List<StubDns.Entry> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(StubDns.address("10.1." + i / 250 + "." + (1 + i % 250), 30));
    }
    dns.set("users.test", many.toArray(StubDns.Entry[]::new));
    dns.trouble("users.test", Trouble.TRUNCATED);
    assertThat(ask("users.test", RecordType.A).addresses()).hasSize(500);
    assertThat(dns.questions()).containsExactly("A users.test.", "A users.test. over TCP");
  }

  @Test
  void recordsThatMakeNoSenseAreCountedAndTheOthersServe() {
    dns.set(
        "users.test",
        new StubDns.Entry(DnsRecordType.A, 60, new byte[] {1, 2, 3}),
        StubDns.address("0.0.0.0", 60),
        StubDns.address("224.0.0.1", 60),
        StubDns.address("10.0.0.1", 60));
    DnsAnswer answer = ask("users.test", RecordType.A);
    assertThat(answer.addresses()).extracting(InetAddress::getHostAddress).containsOnly("10.0.0.1");
    assertThat(answer.malformed()).isEqualTo(3);
    dns.set("_x._tcp.test", new StubDns.Entry(DnsRecordType.SRV, 60, new byte[] {0, 1, 0, 1, 0}));
    assertThat(ask("_x._tcp.test", RecordType.SRV).malformed()).isEqualTo(1);
  }

  @Test
  void anotherServerIsAskedWhenOneFailsAndThenItIsTheFirst() {
    try (StubDns second = StubDns.start()) {
      dns.trouble("users.test", Trouble.SILENCE);
      second.set("users.test", StubDns.address("10.0.0.1", 60));
      NettyDnsResolver both = resolver(DnsSettings.of(List.of(dns.address(), second.address())));
      assertThat(ask(both, "users.test", RecordType.A).kind()).isEqualTo(RECORDS);
      assertThat(ask(both, "users.test", RecordType.A).kind()).isEqualTo(RECORDS);
      assertThat(dns.questions()).hasSize(1);
      assertThat(second.questions()).hasSize(2);
      both.close();
    }
  }

  @Test
  void theSearchListIsGoneThroughUntilANameExists() {
    dns.set("users.b.test", StubDns.address("10.0.0.1", 60));
    NettyDnsResolver searching =
        resolver(new DnsSettings(List.of(dns.address()), List.of("a.test", "b.test", "c.test"), 1));
    assertThat(ask(searching, "users", RecordType.A).kind()).isEqualTo(RECORDS);
    assertThat(dns.questions()).containsExactly("A users.a.test.", "A users.b.test.");
    searching.close();
  }

  @Test
  void aFailureOnTheWayThroughTheSearchListIsAFailure() {
    dns.trouble("users.a.test", Trouble.SERVFAIL);
    NettyDnsResolver searching =
        resolver(new DnsSettings(List.of(dns.address()), List.of("a.test"), 1));
    assertThat(ask(searching, "users", RecordType.A).kind()).isEqualTo(FAILED);
    searching.close();
  }

  @Test
  void manyQuestionsWaitTheirTurn() {
    List<CompletableFuture<DnsAnswer>> answers = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      dns.set("n" + i + ".test", StubDns.address("10.0." + i / 250 + "." + (1 + i % 250), 60));
      answers.add(begin(resolver, "n" + i + ".test", RecordType.A));
    }
    for (CompletableFuture<DnsAnswer> answer : answers) {
      assertThat(told(answer).kind()).isEqualTo(RECORDS);
    }
  }

  @Test
  void aNameThatDnsCannotHaveFails() {
    assertThat(ask("a..b", RecordType.A).kind()).isEqualTo(FAILED);
    assertThat(ask("x".repeat(64) + ".test", RecordType.A).kind()).isEqualTo(FAILED);
    assertThat(ask("x.".repeat(200), RecordType.A).kind()).isEqualTo(FAILED);
  }

  @Test
  void everyQuestionIsAnsweredWhenItCloses() {
    dns.trouble("users.test", Trouble.SILENCE);
    CompletableFuture<DnsAnswer> asked = begin(resolver, "users.test", RecordType.A);
    resolver.close();
    assertThat(told(asked).kind()).isEqualTo(FAILED);
    assertThat(ask("users.test", RecordType.A).detail()).isEqualTo("the resolver is closed");
    workers.shutdown();
    assertThat(ask("users.test", RecordType.A).detail()).isEqualTo("the resolver is closed");
  }

  @Test
  void aPortWhereNobodyListensFails() {
    InetSocketAddress nobody = dns.address();
    dns.close();
    NettyDnsResolver lonely = resolver(DnsSettings.of(List.of(nobody)));
    assertThat(ask(lonely, "users.test", RecordType.A).kind()).isEqualTo(FAILED);
    lonely.close();
  }
}
