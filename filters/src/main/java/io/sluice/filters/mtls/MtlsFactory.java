package io.sluice.filters.mtls;

import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.auth.Offload;
import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import java.time.InstantSource;
import java.util.List;

/** Makes {@code mtls} filters. */
public final class MtlsFactory implements FilterFactory<MtlsConfig> {

  @Override
  public String name() {
    return "mtls";
  }

  @Override
  public String description() {
    return "Lets consumers in by the certificate that their client has shown.";
  }

  @Override
  public Class<MtlsConfig> configType() {
    return MtlsConfig.class;
  }

  @Override
  public FilterPlace.Callers callers(MtlsConfig config) {
    return FilterPlace.Callers.CONSUMERS;
  }

  @Override
  public List<String> warnings(MtlsConfig config, FilterPlace place) {
    return place.trustsProxies()
        ? place.nobodyHas(
            "certificate_sha256 or certificate_name",
            Credential.Kind.CERTIFICATE,
            Credential.Kind.CERTIFICATE_NAME)
        : List.of(
            "no listener trusts a proxy, so Client-Cert is taken away from everybody and nobody"
                + " gets in by it (name the proxy that ends TLS in listeners[].trusted_proxies)");
  }

  @Override
  public Filter create(MtlsConfig config, FilterContext context) {
    return new AuthenticationFilter(
        new Mtls(
            config,
            ConsumerField.of(config.consumerHeader()),
            context.consumers(),
            Certificates.of(context, config.format()),
            Offload.of(context, Offload.Work.SIGNATURES),
            InstantSource.system()));
  }
}
