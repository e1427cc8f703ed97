package io.sluice.filters.mtls;

import io.sluice.filters.auth.Challenges;
import io.sluice.gateway.api.Option;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code mtls}.
 *
 * @param format how the proxy writes the certificate
 * @param hideCredentials whether the origin gets the request without the certificate
 * @param realm names what is protected, for the client
 * @param consumerHeader the field that tells the origin who calls; null = none
 */
public record MtlsConfig(
    @Option(value = "How the field Client-Cert has the certificate.", orElse = "rfc9440")
        CertificateFormat format,
    @Option(value = "The origin gets the request without the certificate.", orElse = "true")
        boolean hideCredentials,
    @Option(
            value = "Names what is protected, in WWW-Authenticate.",
            orElse = "sluice",
            pattern = Challenges.REALM)
        String realm,
    @Option("Field that tells the origin who calls; the client's own is removed.")
        @Nullable String consumerHeader) {}
