package io.sluice.filters.mtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.auth.Offload;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Accepted;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MtlsTest {

  /** O=Example, CN=ann; URI:spiffe://example.org/ann, DNS:ann.example.org, email. From 2026 on. */
  static final String ANN =
      "MIIB3DCCAYOgAwIBAgIUIbL6a4O7fhtTZcoOfqxZIbxOD64wCgYIKoZIzj0EAwIwIDEQMA4GA1UECgwH"
          + "RXhhbXBsZTEMMAoGA1UEAwwDYW5uMCAXDTI2MTEyMjA1MjMzOFoYDzIxMjYxMDI5MDUyMzM4WjAgMRAw"
          + "DgYDVQQKDAdFeGFtcGxlMQwwCgYDVQQDDANhbm4wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS+vDpj"
          + "JDwRmfXL0rjzDMcxzod5nMO16a/jvBSmHqK3+f68KRpwzl65IXhgseZADpyk0zHJoYhomtqjj87hccol"
          + "o4GYMIGVMB0GA1UdDgQWBBQwQ+FPjKnBRrQ0mRT3V68FD0H+VjAfBgNVHSMEGDAWgBQwQ+FPjKnBRrQ0"
          + "mRT3V68FD0H+VjBFBgNVHREEPjA8hhhzcGlmZmU6Ly9leGFtcGxlLm9yZy9hbm6CD2Fubi5leGFtcGxl"
          + "Lm9yZ4EPYW5uQGV4YW1wbGUub3JnMAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0EAwIDRwAwRAIgd+nceUbs"
          + "fIxT+fen5G+y+MMt7A463akwcYLdn8/WYgsCIGoD8coW5teYJcvHC7JDki8RxmEtjyGEj0XLhhVkC5KB";

  private static final String ANNS_SHA256 =
      "016c76e2f1eb0af7127d15df163191a166b88712bb6a37a4a47342404f52b493";

  /** CN=bob. */
  private static final String BOB =
      "MIIBczCCARmgAwIBAgIUGhSU3iASjwTk2u9jNJicgntXBiswCgYIKoZIzj0EAwIwDjEMMAoGA1UEAwwD"
          + "Ym9iMCAXDTI2MTEyMjA1MjMzOFoYDzIxMjYxMDI5MDUyMzM4WjAOMQwwCgYDVQQDDANib2IwWTATBgcq"
          + "hkjOPQIBBggqhkjOPQMBBwNCAAS+vDpjJDwRmfXL0rjzDMcxzod5nMO16a/jvBSmHqK3+f68KRpwzl65"
          + "IXhgseZADpyk0zHJoYhomtqjj87hccolo1MwUTAdBgNVHQ4EFgQUMEPhT4ypwUa0NJkU91evBQ9B/lYw"
          + "HwYDVR0jBBgwFoAUMEPhT4ypwUa0NJkU91evBQ9B/lYwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQD"
          + "AgNIADBFAiBTCJIf3I49l3W+rfS/CXTWU62Bje/mpn7rmCm59wSNBgIhANARfUFpolBo5m++2u0mmY0B"
          + "FBEaqtwCvqhyELoPxbnx";

  /** DNS:Cid.Example.ORG, email:Cid@Example.ORG, URI:spiffe://Example.org/Cid. */
  private static final String CID =
      "MIIBvDCCAWKgAwIBAgIUKBlAblgVQO0NVvK4uM88miPFgfUwCgYIKoZIzj0EAwIwDjEMMAoGA1UEAwwD"
          + "Y2lkMCAXDTI2MTEyMjA4MTM1MFoYDzIxMjYxMDI5MDgxMzUwWjAOMQwwCgYDVQQDDANjaWQwWTATBgcq"
          + "hkjOPQIBBggqhkjOPQMBBwNCAATJSFKqgLkM/cBxW55MLZJeSZf/cCaXx/cU/2GievypLRbeC81Qlhmp"
          + "bOnZzZkAgO48RH28/nYUA1GYFNqKo56fo4GbMIGYMB0GA1UdDgQWBBRyjVFZFJ1L9ThRcjP9BNXNjVmX"
          + "OTAfBgNVHSMEGDAWgBRyjVFZFJ1L9ThRcjP9BNXNjVmXOTAPBgNVHRMBAf8EBTADAQH/MEUGA1UdEQQ+"
          + "MDyCD0NpZC5FeGFtcGxlLk9SR4EPQ2lkQEV4YW1wbGUuT1JHhhhzcGlmZmU6Ly9FeGFtcGxlLm9yZy9D"
          + "aWQwCgYIKoZIzj0EAwIDSAAwRQIhAKnBnQb2zQ1rwZTYPFFMesMncmH7ioBLDdPVfA7dNOL8AiAID1tP"
          + "bMcjvH2uuZSYiGsIgvpGpPpJaffSvNoWfbTVCw==";

  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  private final FilterContext context = FakeExchange.context();
  private final Offload offload = Offload.of(context, Offload.Work.SIGNATURES);

  @AfterEach
  void close() {
    offload.close();
  }

  private static Consumers ann(@Nullable String sha256, @Nullable String name) {
    Credential credential =
        new Credential(null, null, null, null, null, null, null, null, sha256, name);
    return Consumers.of(List.of(new Consumer("ann-1", Map.of(), List.of(credential))));
  }

  private Authentication ask(Consumers consumers, Instant now, String... fields) throws Exception {
    return ask(CertificateFormat.RFC9440, consumers, now, fields);
  }

  private Authentication ask(
      CertificateFormat format, Consumers consumers, Instant now, String... fields)
      throws Exception {
    Mtls mtls =
        new Mtls(
            new MtlsConfig(format, true, "sluice", null),
            ConsumerField.of(null),
            consumers,
            Certificates.of(context, format),
            offload,
            () -> now);
    FakeExchange exchange = new FakeExchange();
    for (String field : fields) {
      exchange.request("client-cert", field);
    }
    BlockingQueue<Authentication> told = new LinkedBlockingQueue<>();
    Authentication found = mtls.authenticate(exchange, (e, late) -> told.add(late));
    return found == Authentication.PENDING ? told.poll(10, TimeUnit.SECONDS) : found;
  }

  private static @Nullable String reason(Authentication found) {
    return found instanceof Refused refused ? refused.error().reason() : null;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CN=ann,O=Example",
        "cn=ann, o=Example",
        "URI:spiffe://example.org/ann",
        "DNS:ann.example.org",
        "email:ann@example.org",
      })
  void findsAConsumerByAName(String name) throws Exception {
    for (int i = 0; i < 2; i++) { // read, and known
      assertThat(ask(ann(null, name), NOW, ":" + ANN + ":"))
          .isInstanceOfSatisfying(
              Accepted.class, a -> assertThat(a.identity().consumer()).isEqualTo("ann-1"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DNS:cid.example.org, true",
    "DNS:CID.EXAMPLE.ORG, true",
    "email:Cid@example.org, true",
    "email:Cid@EXAMPLE.org, true",
    "email:cid@example.org, false",
    "URI:spiffe://Example.org/Cid, true",
    "URI:spiffe://example.org/Cid, false",
  })
  void theCaseOfHostNamesDoesNotCount(String name, boolean found) throws Exception {
    assertThat(ask(ann(null, name), NOW, ":" + CID + ":") instanceof Accepted).isEqualTo(found);
  }

  @Test
  void findsAConsumerByTheHash() throws Exception {
    assertThat(ask(ann(ANNS_SHA256, null), NOW, ":" + ANN + ":")).isInstanceOf(Accepted.class);
    assertThat(reason(ask(ann(ANNS_SHA256, null), NOW, ":" + BOB + ":")))
        .isEqualTo("certificate_unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CN=ann", "O=Example", "URI:spiffe://example.org", "DNS:example.org"})
  void aPartOfANameIsAnother(String name) throws Exception {
    assertThat(reason(ask(ann(null, name), NOW, ":" + ANN + ":"))).isEqualTo("certificate_unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-01-01T00:00:00Z", "2127-01-01T00:00:00Z"})
  void refusesOneThatIsNotValidNow(String now) throws Exception {
    for (int i = 0; i < 2; i++) { // read, and known
      assertThat(reason(ask(ann(ANNS_SHA256, null), Instant.parse(now), ":" + ANN + ":")))
          .isEqualTo("certificate_expired");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "::", ":AAAA:", ":!:", "MIIB", ":MIIB3DCC:"})
  void refusesWhatIsNoCertificate(String field) throws Exception {
    assertThat(reason(ask(ann(ANNS_SHA256, null), NOW, field))).isEqualTo("certificate_malformed");
  }

  @Test
  void refusesTwoAndTooLongOnes() throws Exception {
    Consumers ann = ann(ANNS_SHA256, null);
    String field = ":" + ANN + ":";
    assertThat(reason(ask(ann, NOW, field, field))).isEqualTo("certificate_malformed");
    assertThat(reason(ask(ann, NOW, ":" + "A".repeat(20_000) + ":")))
        .isEqualTo("certificate_malformed");
    assertThat(ask(ann, NOW)).isEqualTo(Authentication.ABSENT);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.0/8, 200", "10.0.0.0/8, 401"})
  void believesProxiesThatAreTrusted(String trusted, int status) {
    String document =
        """
        listeners: [ { id: http, bind: "127.0.0.1:0", trusted_proxies: [%s] } ]
        consumers: [ { id: ann-1, credentials: [ { certificate_sha256: %s } ] } ]
        routes:
          - { id: test, upstream: origin,
              filters: [ { name: mtls, config: { consumer_header: x-who } } ] }
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """
            .formatted(trusted, ANNS_SHA256);
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway = TestGateway.start(document, origin)) {
      RawClient client = gateway.connect();
      String request = "GET / HTTP/1.1\r\nhost: a\r\nclient-cert: :" + ANN + ":\r\n\r\n";
      assertThat(client.send(request).read().status()).isEqualTo(status);
      if (status == 200) {
        ReceivedRequest received = origin.takeRequest();
        assertThat(received.headers().first("x-who")).isEqualTo("ann-1");
        assertThat(received.headers().has("client-cert")).isFalse();
      } else {
        assertThat(origin.requests()).isEmpty();
      }
    }
  }

  /** As nginx has it: every character that is not unreserved in percents. */
  static String escaped(String pem) {
    return URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20");
  }

  static String pem(String base64) {
    StringBuilder pem = new StringBuilder("-----BEGIN CERTIFICATE-----\n");
    for (int i = 0; i < base64.length(); i += 64) {
      pem.append(base64, i, Math.min(base64.length(), i + 64)).append('\n');
    }
    return pem.append("-----END CERTIFICATE-----\n").toString();
  }

  @Test
  void readsWhatNginxWrites() throws Exception {
    Authentication found =
        ask(CertificateFormat.PEM, ann(null, "DNS:ann.example.org"), NOW, escaped(pem(ANN)));
    assertThat(found).isInstanceOf(Accepted.class);
  }

  @Test
  void takesTheFormatOfTheConfigAlone() throws Exception {
    Consumers known = ann(null, "DNS:ann.example.org");
    assertThat(ask(CertificateFormat.PEM, known, NOW, escaped(pem(ANN)))) // it is remembered now
        .isInstanceOf(Accepted.class);
    String two = escaped(pem(ANN) + pem(ANN));
    for (String field :
        List.of(
            ":" + ANN + ":",
            ANN,
            "%",
            "",
            two,
            escaped("x" + pem(ANN)),
            "-----BEGIN%20CERTIFICATE-----END%20CERTIFICATE-----")) {
      assertThat(reason(ask(CertificateFormat.PEM, known, NOW, field)))
          .as(field)
          .isEqualTo("certificate_malformed");
    }
    assertThat(reason(ask(known, NOW, escaped(pem(ANN))))).isEqualTo("certificate_malformed");
  }
}
