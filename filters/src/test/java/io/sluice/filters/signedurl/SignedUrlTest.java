package io.sluice.filters.signedurl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testkit.FilterResult;
import io.sluice.gateway.testkit.FilterTester;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Links, and what may be done with them. */
class SignedUrlTest {
  private static final long NOW = 1_790_000_000;
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String OTHER = "fedcba9876543210fedcba9876543210";
  private static final AtomicLong CLOCK = new AtomicLong(NOW);
  private static final SignedUrlConfig CONFIG =
      new SignedUrlConfig(
          List.of(new LinkKey("new", SECRET, null), new LinkKey("old", OTHER, "partner")),
          List.of("GET", "HEAD", "PUT"),
          Duration.ofDays(7),
          "sl_",
          "files",
          null);

  private static FilterTester tester;

  private static FilterTester tester(String more) {
    InstantSource clock = () -> Instant.ofEpochSecond(CLOCK.get());
    return FilterTester.of(
        new SignedUrlFactory(clock),
        """
        keys: [ { id: new, secret: %s }, { id: old, secret: %s, consumer: partner } ]
        methods: [GET, HEAD, PUT]
        realm: files
        consumer_header: x-who
        %s
        """
            .formatted(SECRET, OTHER, more));
  }

  @BeforeAll
  static void start() {
    tester = tester("");
  }

  @AfterAll
  static void stop() {
    tester.close();
  }

  private static String link(
      @Nullable String key, String target, List<String> methods, @Nullable String prefix) {
    String link =
        new LinkMint(CONFIG)
            .sign(key, "http://test" + target, methods, prefix, Duration.ofHours(1), NOW);
    return link.substring("http://test".length());
  }

  private static String link(String target) {
    return link(null, target, List.of("GET"), null);
  }

  private static FilterResult send(String method, String target) {
    return tester.request(method, target).header("x-who", "admin").send();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/report          | /report",
        "/                | /",
        "/a%20b           | /a%20b",
        "/a/../b          | /b",
        "/report?a=1&b=%26&&c | /report?a=1&b=%26&&c",
        "/report?sl_other=1 | /report?sl_other=1",
      })
  void linkLetsInAndLeavesNothingOfItselfToTheOrigin(String target, String received) {
    FilterResult result = send("GET", link(target));
    assertThat(result.status()).isEqualTo(200);
    assertThat(result.origin().target()).isEqualTo(received);
    assertThat(result.origin().headers().all("x-who")).containsExactly("new");
    assertThat(send("HEAD", link(target)).status()).isEqualTo(200);
  }

  @Test
  void linksOfWhoIsTakenOutOfTheConfigAreNotGood() {
    String yaml =
        """
        %s
        routes:
          - id: r
            upstream: origin
            filters:
              - name: signed_url
                config: { keys: [ { id: new, secret: "%s" }, { id: old, secret: "%s", consumer: partner } ], consumer_header: x-who }
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """;
    String with = "consumers: [ { id: partner, credentials: [ { key: 0123456789abcdef } ] } ]";
    SignedUrlFactory factory = new SignedUrlFactory(() -> Instant.ofEpochSecond(NOW));
    String theirs =
        "GET " + link("old", "/report", List.of("GET"), null) + " HTTP/1.1\r\nHost: test\r\n\r\n";
    String nobodys = "GET " + link("/report") + " HTTP/1.1\r\nHost: test\r\n\r\n";
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway =
            TestGateway.of(yaml.formatted(with, SECRET, OTHER))
                .origins(origin)
                .filter(factory)
                .start()) {
      assertThat(gateway.connect().send(theirs).read().status()).isEqualTo(200);
      assertThat(origin.requests().get(0).headers().all("x-who")).containsExactly("partner");
      gateway.reload(yaml.formatted("", SECRET, OTHER));
      RawResponse refused = gateway.connect().send(theirs).read();
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.problem()).isEqualTo("link_invalid");
      assertThat(gateway.connect().send(nobodys).read().status()).isEqualTo(200);
    }
  }

  @Test
  void asksWhoHasNoLink() {
    FilterResult result = send("GET", "/report?a=1");
    assertThat(result.status()).isEqualTo(401);
    assertThat(result.problem()).isEqualTo("credentials_missing");
    assertThat(result.header("www-authenticate")).isEqualTo("SignedUrl realm=\"files\"");
  }

  /** Each part is changed in the link, whose query is {@code a=1&...}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/report        | /reports       | 401 | link_invalid",
        "/report        | /x/report      | 401 | link_invalid",
        "a=1            | a=2            | 401 | link_invalid",
        "a=1            | a=%31          | 401 | link_invalid",
        "a=1&           | ''             | 401 | link_invalid",
        "a=1&           | b=1&a=1&       | 401 | link_invalid",
        "sl_expires=179 | sl_expires=189 | 401 | link_invalid",
        "sl_expires=1   | sl_expires=01  | 401 | link_invalid",
        "sl_key=new     | sl_key=old     | 401 | link_invalid",
        "sl_key=new     | sl_key=none    | 401 | link_invalid",
        "sl_key=new     | sl_key=new&sl_methods=PUT | 401 | link_invalid",
        "sl_key=new     | sl_key=new&sl_prefix=/    | 401 | link_invalid",
        "sl_signature=  | sl_signature=A | 401 | link_invalid",
        "sl_expires=179 | sl_expires=x   | 400 | link_malformed",
        "sl_expires=179 | sl_expires=-   | 400 | link_malformed",
        "sl_expires=179 | sl_expires=999999999 | 400 | link_malformed",
        "sl_expires=    | expires=       | 400 | link_malformed",
        "sl_expires=    | sl_expires=1&sl_expires= | 400 | link_malformed",
        "sl_key=new     | sl_key         | 400 | link_malformed",
        "sl_key=new&    | ''             | 400 | link_malformed",
        "&sl_signature= | &b=1&sl_signature=x&sl_signature= | 400 | link_malformed",
        "sl_signature=  | sl%5Fsignature= | 400 | link_malformed",
      })
  void refusesWhatWasChanged(String part, String changed, int status, String reason) {
    String link = link("/report?a=1");
    assertThat(link).contains(part);
    FilterResult result = send("GET", link.replace(part, changed));
    assertThat(result.problem()).isEqualTo(reason);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result.reachedOrigin()).isFalse();
  }

  @Test
  void nothingMayBeAddedBehindTheSignature() {
    assertThat(send("GET", link("/report") + "&b=1").problem()).isEqualTo("link_malformed");
    assertThat(send("GET", link("/report") + "&").problem()).isEqualTo("link_malformed");
    assertThat(send("GET", link("/report") + "=").problem()).isEqualTo("link_invalid");
  }

  @Test
  void linkIsForItsHost() {
    FilterResult other = tester.request("GET", link("/report")).header("host", "other").send();
    assertThat(other.problem()).isEqualTo("link_invalid");
    FilterResult same = tester.request("GET", link("/report")).header("host", "TEST.:81").send();
    assertThat(same.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 'GET', 200",
    "HEAD, 'GET', 200",
    "PUT, 'GET', 401",
    "PUT, 'PUT', 200",
    "GET, 'PUT', 401",
    "HEAD, 'PUT', 401",
    "GET, 'GET,PUT', 200",
    "PUT, 'GET,PUT', 200",
    "HEAD, 'GET,PUT', 401",
    "DELETE, 'GET,PUT', 401",
  })
  void linkIsForItsMethods(String method, String methods, int status) {
    String link = link(null, "/report", List.of(methods.split(",", -1)), null);
    assertThat(send(method, link).status()).isEqualTo(status);
  }

  @Test
  void methodThatTheConfigNoLongerHasIsRefused() {
    String link = link(null, "/report", List.of("PUT"), null);
    SignedUrlFactory factory = new SignedUrlFactory(() -> Instant.ofEpochSecond(NOW));
    try (FilterTester less =
        FilterTester.of(factory, "keys: [ { id: new, secret: " + SECRET + " } ]")) {
      assertThat(less.request("PUT", link).send().problem()).isEqualTo("link_invalid");
      assertThat(less.request("GET", link("/report")).send().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/files/a/b, 200",
    "/files/, 200",
    "/files, 401",
    "/filesystem, 401",
    "/files/../secret, 401",
    "/other, 401",
  })
  void linkOfAPrefixIsForAllBeneath(String path, int status) {
    String link = link(null, "/files/a?x=1", List.of("GET"), "/files/");
    assertThat(send("GET", link.replace("/files/a?", path + "?")).status()).isEqualTo(status);
  }

  @Test
  void linkIsGoodUntilItExpires() {
    String link = link("/report");
    try {
      CLOCK.set(NOW + 3600);
      assertThat(send("GET", link).status()).isEqualTo(200);
      CLOCK.set(NOW + 3601);
      FilterResult result = send("GET", link);
      assertThat(result.status()).isEqualTo(401);
      assertThat(result.header("www-authenticate")).isEqualTo("SignedUrl realm=\"files\"");
      assertThat(result.problem()).isEqualTo("link_expired");
    } finally {
      CLOCK.set(NOW);
    }
  }

  @Test
  void linkMayNotBeGoodForTooLong() {
    try (FilterTester brief = tester("max_lifetime: 10m")) {
      assertThat(brief.request("GET", link("/report")).send().problem()).isEqualTo("link_invalid");
    }
  }

  @Test
  void parametersMayHaveOtherNames() {
    try (FilterTester other = tester("parameter_prefix: x.")) {
      assertThat(other.request("GET", link("/report")).send().problem())
          .isEqualTo("credentials_missing");
      SignedUrlConfig config =
          new SignedUrlConfig(
              CONFIG.keys(), CONFIG.methods(), CONFIG.maxLifetime(), "x.", "files", null);
      String link =
          new LinkMint(config)
              .sign(null, "http://test/a?b", List.of("GET"), null, Duration.ofHours(1), NOW)
              .substring("http://test".length());
      assertThat(link).startsWith("/a?b&x.expires=");
      assertThat(other.request("GET", link).send().origin().target()).isEqualTo("/a?b");
    }
  }

  @Test
  void routeThatRewritesPathsKeepsTheQueryWithoutTheLink() {
    String yaml =
        """
        routes:
          - id: files
            match: { path: { prefix: /files } }
            rewrite: { strip_prefix: /files }
            upstream: origin
            filters: [ { name: signed_url, config: { keys: [ { id: new, secret: %s } ] } } ]
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """
            .formatted(SECRET);
    InstantSource clock = () -> Instant.ofEpochSecond(NOW);
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway =
            TestGateway.of(yaml).origins(origin).filter(new SignedUrlFactory(clock)).start()) {
      for (String query : new String[] {"?a=1", ""}) {
        String request = "GET " + link("/files/x" + query) + " HTTP/1.1\r\nHost: test\r\n\r\n";
        assertThat(gateway.connect().send(request).read().status()).isEqualTo(200);
        assertThat(origin.takeRequest().target()).isEqualTo("/x" + query);
      }
    }
  }

  /** As the page says how others make it. */
  @Test
  void signatureIsOfTheTextThatThePageSays() {
    String query = "a=1&sl_expires=" + (NOW + 3600) + "&sl_key=new&";
    String signature = Link.sign(SignedUrl.mac(CONFIG.keys().get(0)), "test", "/report", query);
    assertThat(link("/report?a=1")).isEqualTo("/report?" + query + "sl_signature=" + signature);
    assertThat(signature).matches("[A-Za-z0-9_-]{43}");
  }

  /** The same key, written in another way. */
  @Test
  void linksOfAKeyInBase64AreGood() {
    String encoded =
        "base64:"
            + Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.ISO_8859_1));
    SignedUrlConfig config =
        new SignedUrlConfig(
            List.of(new LinkKey("new", encoded, null)),
            CONFIG.methods(),
            CONFIG.maxLifetime(),
            CONFIG.parameterPrefix(),
            CONFIG.realm(),
            null);
    String link =
        new LinkMint(config)
            .sign(null, "http://test/report", List.of("GET"), null, Duration.ofHours(1), NOW);
    InstantSource clock = () -> Instant.ofEpochSecond(NOW);
    try (FilterTester own =
        FilterTester.of(
            new SignedUrlFactory(clock), "keys: [ { id: new, secret: \"" + encoded + "\" } ]")) {
      String target = link.substring("http://test".length());
      assertThat(own.request("GET", target).send().status()).isEqualTo(200);
      assertThat(target).isEqualTo(link("/report"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keys: []                                 | keys",
        "keys: [ { id: a, secret: short } ]       | secret: of 5 characters (expected: 32 or more",
        "keys: [ { id: a, secret: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa } ] | secret: of 1 different character (expected: 8 or more",
        "keys: [ { id: a, secret: 'base64:AAAA' } ] | secret: of 3 bytes (expected: 32 or more behind base64:",
        "methods: [get]                           | methods[0]",
        "consumer_header: host                    | consumer_header: host",
      })
  void refusesAConfigThatCannotBeMeant(String config, String message) {
    String whole =
        config.startsWith("keys")
            ? config
            : "{ keys: [ { id: a, secret: " + SECRET + " } ], " + config + " }";
    assertThatThrownBy(() -> FilterTester.of(new SignedUrlFactory(), whole).close())
        .hasMessageContaining(message)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void keysHaveIdsOfTheirOwn() {
    String key = "{ id: a, secret: " + SECRET + " }";
    assertThatThrownBy(
            () ->
                FilterTester.of(new SignedUrlFactory(), "keys: [ " + key + ", " + key + " ]")
                    .close())
        .hasMessageContaining("keys[1].id: a (expected: another than those before)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test/report",
        "ftp://test/",
        "http://user@test/",
        "http://test/#a",
        "http:///a",
        "http://test/%zz",
        "http://test/../a",
        "http://test/?sl_key=a",
      })
  void mintRefusesWhatIsNoLink(String url) {
    assertThatThrownBy(
            () ->
                new LinkMint(CONFIG)
                    .sign(null, url, List.of("GET"), null, Duration.ofHours(1), NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("url: ");
  }

  @Test
  void accessLogIsToHideTheSignature() {
    assertThat(new SignedUrlFactory().secretParameters(CONFIG)).containsExactly("sl_signature");
  }

  @Test
  void toldOfAKeyIsItsNameAlone() {
    assertThat(CONFIG.toString()).contains("key new").doesNotContain(SECRET, OTHER);
  }
}
