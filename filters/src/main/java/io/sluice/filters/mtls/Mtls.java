package io.sluice.filters.mtls;

import io.sluice.filters.auth.Challenges;
import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.auth.CredentialPlace;
import io.sluice.filters.auth.Offload;
import io.sluice.filters.auth.Sha256;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Consumers.Holder;
import io.sluice.gateway.api.Credential.Kind;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import java.security.cert.CertificateException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Who calls is known by the certificate that their client has shown to the proxy in front, which
 * ends TLS, has verified it and tells of it in the field Client-Cert (RFC 9440). The gateway
 * believes that of trusted proxies alone: from any other peer the field is gone before filters run.
 */
final class Mtls implements Authenticator {
  private static final CredentialPlace CLIENT_CERT = CredentialPlace.header("client-cert");
  private static final String CHAIN = "client-cert-chain";

  private static final Refused MALFORMED =
      new Refused(
          GatewayError.client(400, "certificate_malformed")
              .withDetail(
                  "The field Client-Cert is not in the format of the config, or there are two."),
          null);
  private static final Refused EXPIRED =
      new Refused(GatewayError.client(401, "certificate_expired"), null);
  private static final Refused UNKNOWN =
      new Refused(GatewayError.client(401, "certificate_unknown"), null);

  private final boolean hide;
  private final String challenge;
  private final ConsumerField consumerField;
  private final Consumers consumers;
  private final Certificates certificates;
  private final Offload offload;
  private final InstantSource clock;

  Mtls(
      MtlsConfig config,
      ConsumerField consumerField,
      Consumers consumers,
      Certificates certificates,
      Offload offload,
      InstantSource clock) {
    this.hide = config.hideCredentials();
    this.challenge = Challenges.of("ClientCertificate", config.realm());
    this.consumerField = consumerField;
    this.consumers = consumers;
    this.certificates = certificates;
    this.offload = offload;
    this.clock = clock;
  }

  @Override
  public void cleanse(Exchange exchange) {
    consumerField.cleanse(exchange);
  }

  @Override
  public Authentication authenticate(Exchange exchange, Later later) {
    String field = CLIENT_CERT.find(exchange);
    if (field == null) {
      return Authentication.ABSENT;
    }
    if (CLIENT_CERT.isRepeated(exchange)) {
      return MALFORMED;
    }
    Sha256 hash = Sha256.of(field);
    ClientCertificate known = certificates.find(hash);
    return known == null ? offload.run(exchange, later, () -> read(hash, field)) : result(known);
  }

  private Authentication read(Sha256 hash, String field) {
    try {
      return result(certificates.read(hash, field));
    } catch (CertificateException e) {
      return MALFORMED;
    }
  }

  private Authentication result(ClientCertificate certificate) {
    if (!certificate.isValidAt(clock.millis())) {
      return EXPIRED;
    }
    Holder holder = holder(certificate);
    return holder == null ? UNKNOWN : holder.accepted();
  }

  private @Nullable Holder holder(ClientCertificate certificate) {
    Holder holder = consumers.holder(Kind.CERTIFICATE, certificate.sha256());
    for (int i = 0; holder == null && i < certificate.names().size(); i++) {
      holder = consumers.holder(Kind.CERTIFICATE_NAME, certificate.names().get(i));
    }
    return holder;
  }

  @Override
  public String challenge() {
    return challenge;
  }

  @Override
  public void admit(Exchange exchange, Identity identity) {
    if (hide) {
      CLIENT_CERT.hide(exchange);
      exchange.requestHeaders().remove(CHAIN);
    }
    consumerField.tell(exchange, identity);
  }
}
