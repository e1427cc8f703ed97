package io.sluice.filters.hmacauth;

import io.sluice.filters.auth.Challenges;
import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.Option;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code hmac_auth}.
 *
 * @param requiredComponents what must be signed; content-digest where there is a body
 * @param maxAge from {@code created} on
 * @param clockSkew how far in the future {@code created} may be
 * @param digest whether the body is held against its Content-Digest
 * @param maxBody longest body that is
 * @param label of the signature; null: any
 * @param tag of the signature; null: any
 * @param structuredFields types of fields signed with {@code sf}, beside those that RFCs define
 * @param consumerHeader tells the origin who signed; null: it is not told
 */
public record HmacAuthConfig(
    @Option(
            value = "What must be signed; content-digest where there is a body.",
            orElse = "[\"@method\", \"@authority\", \"@path\", \"@query\", content-digest]",
            min = 1)
        List<String> requiredComponents,
    @Option(
            value = "How old a signature may be.",
            orElse = "5m",
            min = 1_000_000_000,
            max = 86_400_000_000_000L)
        Duration maxAge,
    @Option(
            value = "How far the clock of who signs may be ahead.",
            orElse = "30s",
            min = 0,
            max = 300_000_000_000L)
        Duration clockSkew,
    @Option(value = "Refuse signatures without nonce.", orElse = "true") boolean requireNonce,
    @Option(value = "How nonces are remembered.", orElse = "{}") ReplayConfig replay,
    @Option(value = "Hold the body against its signed Content-Digest.", orElse = "true")
        boolean digest,
    @Option(
            value = "Longest body that is held against its digest.",
            orElse = "1MiB",
            min = 1,
            max = 1 << 30)
        ByteSize maxBody,
    @Option(value = "Take only signatures of this label.", pattern = "[a-z*][a-z0-9_.*-]{0,63}")
        @Nullable String label,
    @Option(value = "Take only signatures with this tag.", pattern = "[ -~]{1,128}")
        @Nullable String tag,
    @Option(
            value = "Types of structured fields that may be signed with sf.",
            keys = "[a-z0-9!#$%&'*+.^_`|~-]{1,128}")
        Map<String, FieldType> structuredFields,
    @Option(value = "Named in WWW-Authenticate.", orElse = "sluice", pattern = Challenges.REALM)
        String realm,
    @Option("Field that tells the origin who signed.") @Nullable String consumerHeader,
    @Option(value = "Keep the signature from the origin.", orElse = "false")
        boolean hideCredentials) {}
