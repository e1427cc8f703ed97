package io.sluice.filters.jwtauth;

import io.sluice.filters.auth.Challenges;
import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.jwt.Algorithm;
import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.OneOf;
import io.sluice.gateway.api.Option;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code jwt_auth}.
 *
 * @param jwks where the keys are published; null: they are {@code keys}
 * @param algorithms those that are taken; empty = all that the keys serve
 * @param issuer null = anybody
 * @param audience of which a token must name one; empty = whoever it is for
 * @param requiredClaims values by claim; no values = any
 * @param claimsToHeaders field names by claim
 * @param consumerHeader null = the origin is not told who calls
 * @param cache verified tokens that are remembered; 0 = none
 */
@OneOf({"jwks", "keys"})
public record JwtAuthConfig(
    @Option("Where the issuer publishes its keys.") @Nullable JwksConfig jwks,
    @Option(value = "The keys, where they do not change.", min = 1, max = 100) List<KeyConfig> keys,
    @Option(
            value = "Algorithms that are taken; all that the keys serve when empty.",
            pattern = Algorithm.PATTERN)
        List<String> algorithms,
    @Option("Who must have issued the token: its claim iss.") @Nullable String issuer,
    @Option(value = "For whom it must be: one of these in its claim aud.", single = true)
        List<String> audience,
    @Option(value = "How far clocks may differ.", orElse = "30s", min = 0, max = 600_000_000_000L)
        Duration leeway,
    @Option(value = "Whether a token must say when it expires.", orElse = "true")
        boolean requireExp,
    @Option(
            value =
                "Claims that it must have, with one of these values, or any where none is given.",
            single = true)
        Map<String, List<String>> requiredClaims,
    @Option("Fields that tell the origin what claims say: claim to field.")
        Map<String, String> claimsToHeaders,
    @Option(value = "The claim that says who calls.", orElse = "sub", pattern = ".+")
        String consumerClaim,
    @Option(
            value = "What is put in front of the name in consumer_claim, such as idp:.",
            orElse = "\"\"",
            pattern = ConsumerField.PREFIX)
        String consumerPrefix,
    @Option(value = "Whether the caller must be one of the consumers.", orElse = "false")
        boolean knownConsumers,
    @Option(value = "Where the token stands.", orElse = "{header: authorization}")
        TokenPlaceConfig in,
    @Option(value = "Whether the token is kept from the origin.", orElse = "false")
        boolean hideCredentials,
    @Option(
            value = "What is protected, for clients that ask users.",
            orElse = "sluice",
            pattern = Challenges.REALM)
        String realm,
    @Option("The field that tells the origin who calls.") @Nullable String consumerHeader,
    @Option(
            value = "Verified tokens that are remembered until they expire.",
            orElse = "10000",
            min = 0,
            max = 10_000_000)
        long cache,
    @Option(value = "The longest token that is looked at.", orElse = "16KiB", min = 1, max = 65_536)
        ByteSize maxLength) {}
