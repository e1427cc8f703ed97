package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.sluice.gateway.api.GatewayError;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in, by where a client connects from and whom its request names. */
class RequestCheckTest {
  private static final GatewayError FULL = GatewayError.client(503, "full");
  private final Background background = new Background("test", 1, FULL, GatewayError.INTERNAL);
  private final FakeGateway gateway = new FakeGateway();
  private final AuditLog audit = new AuditLog();
  private final RequestCheck check =
      new RequestCheck(
          new Resources(
              gateway,
              background,
              background,
              Resource.readable((call, reply) -> {}),
              audit,
              List.of()),
          new Access(
              () -> gateway.compiled.config(gateway.config.now()).admin(),
              new Attempts(() -> 0),
              audit),
          audit);

  @AfterEach
  void close() {
    background.close();
  }

  @ParameterizedTest
  @CsvSource({
    // client,                host,              what is said at once
    "127.0.0.1,               localhost,         not_found",
    "127.0.0.1,               LOCALHOST:9901,    not_found",
    "127.0.0.1,               localhost.,        not_found",
    "127.8.9.10,              127.0.0.1:9901,    not_found",
    "127.0.0.1,               10.0.0.1,          not_found",
    "::1,                     [::1]:9901,        not_found",
    "::1,                     [::1],             not_found",
    "::ffff:127.0.0.1,        localhost,         not_found",
    "10.0.0.1,                localhost,         loopback_only",
    "192.0.2.7,               10.0.0.1:9901,     loopback_only",
    "::ffff:10.0.0.1,         localhost,         loopback_only",
    "2001:db8::1,             [::1],             loopback_only",
    "0.0.0.0,                 localhost,         loopback_only",
    "127.0.0.1,               rebound.example,   bad_host",
    "127.0.0.1,               localhost.example, bad_host",
    "127.0.0.1,               127.0.0.1.example, bad_host",
    "127.0.0.1,               sub.localhost,     bad_host",
    "127.0.0.1,               a@localhost,       bad_host",
    "127.0.0.1,               127.1,             bad_host",
    "127.0.0.1,               2130706433,        bad_host",
    "127.0.0.1,               [::1,              bad_host",
    "127.0.0.1,               [example],         bad_host",
    "127.0.0.1,               [],                bad_host",
    "127.0.0.1,               '',                bad_host",
  })
  void theAdminApiIsForThisMachine(String client, String host, String reason) throws Exception {
    assertThat(said(client, request("/admin/v1/nothing", host))).isEqualTo(reason);
  }

  @Test
  void theAdminApiIsNotForARequestWithoutHost() throws Exception {
    HttpRequest old = new DefaultHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/admin/v1/x");
    assertThat(said("127.0.0.1", old)).isEqualTo("bad_host");
  }

  /** RFC 9112, section 3.2.2: the absolute form's authority counts, not the Host field. */
  @ParameterizedTest
  @CsvSource({
    "http://rebound.example/admin/v1/x, localhost,       bad_host",
    "http://localhost/admin/v1/x,       rebound.example, not_found",
    "http://localhost,                  localhost,       not_found",
  })
  void theAbsoluteFormNamesTheHost(String target, String host, String reason) throws Exception {
    assertThat(said("127.0.0.1", request(target, host))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "/admin/v1,                              loopback_only",
    "/admin/v1/,                             loopback_only",
    "/admin/v1?x,                            loopback_only",
    "/admin/v1/upstreams/users/endpoints,    loopback_only",
    "/admin/v10,                             not_found",
    "/admin/%76%31/upstreams/users/endpoints,not_found",
    "//admin/v1/upstreams/users/endpoints,   not_found",
    "/x/../admin/v1/upstreams/a/endpoints,   not_found",
    "/x,                                     not_found",
  })
  void allOfItIsGuardedAndNothingElse(String target, String reason) throws Exception {
    assertThat(said("192.0.2.7", request(target, "rebound.example"))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"/health/live", "/health/ready", "/metrics"})
  void healthAndMetricsAreForAll(String target) throws Exception {
    assertThat(said("192.0.2.7", request(target, "gateway.example"))).isNull();
  }

  private static HttpRequest request(String target, String host) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
    request.headers().set("host", host);
    return request;
  }

  /** The reason of the problem that answers a request at once; null when it is served. */
  private @Nullable String said(String client, HttpRequest request) throws Exception {
    InetSocketAddress from = new InetSocketAddress(InetAddress.getByName(client), 50_000);
    Operation operation = check.asked(request, from).operation();
    List<Answer> answers = new ArrayList<>();
    operation
        .work()
        .answer(
            new Call(
                "id",
                from,
                Caller.LOCAL,
                "GET",
                request.uri(),
                Query.NONE,
                request.headers(),
                ByteBuffer.allocate(0)),
            answer -> {
              synchronized (answers) {
                answers.add(answer);
              }
            });
    synchronized (answers) {
      if (answers.isEmpty() || answers.get(0).status().code() < 400) {
        return null;
      }
      String body = StandardCharsets.UTF_8.decode(answers.get(0).body().duplicate()).toString();
      return body.replaceAll("(?s).*\"reason\":\"(\\w+)\".*", "$1");
    }
  }
}
