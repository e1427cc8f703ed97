package io.sluice.filters.oidc;

import io.sluice.filters.auth.Challenges;
import io.sluice.filters.auth.ConsumerField;
import io.sluice.gateway.api.Option;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code oidc}.
 *
 * @param clientSecret null = a public client
 * @param redirectUriBase null = scheme and host of the request
 * @param loginParameters by name
 * @param previousCookieSecret null = none
 * @param sessionTtl at least 1 min, at most 30 days
 * @param sessionClaims empty = all
 * @param postLogoutRedirect null = nowhere
 * @param claimsToHeaders field names by claim
 * @param accessTokenHeader null = the origin does not get it
 * @param consumerHeader null = the origin is not told who calls
 */
public record OidcConfig(
    @Option(
            value = "URL of the provider, exactly as its discovery document has it.",
            pattern = "https?://[!-~]+")
        String issuer,
    @Option(value = "Id of the client that is registered there.", pattern = "[ -~]+")
        String clientId,
    @Option(value = "Its secret; none of a public client.", secret = true)
        @Nullable String clientSecret,
    @Option(
            value = "Path to which the provider sends users back; on this route.",
            orElse = "/oidc/callback",
            pattern = "(/[A-Za-z0-9._~-]+)+")
        String redirectPath,
    @Option(
            value = "Scheme and host in front of it; the request's own when missing.",
            pattern = "https?://[!-.0-~]+")
        @Nullable String redirectUriBase,
    @Option(
            value = "What the client asks for; openid is always asked for.",
            orElse = "[openid]",
            pattern = "[!#-\\[\\]-~]+")
        List<String> scopes,
    @Option(
            value = "More parameters of the login, such as prompt or audience.",
            keys = "[A-Za-z0-9_.-]{1,64}")
        Map<String, String> loginParameters,
    @Option(
            value =
                "What cookies are encrypted with: 32 characters or more, or base64: and what"
                    + " encodes 32 bytes or more.",
            secret = true)
        String cookieSecret,
    @Option(value = "The secret before it, so that sessions stay.", secret = true)
        @Nullable String previousCookieSecret,
    @Option(
            value = "Name of the session cookie; behind __Host- when it is secure.",
            orElse = "sluice_session",
            pattern = "[A-Za-z0-9_-]{1,64}")
        String cookieName,
    @Option(value = "Browsers send the cookies over https only.", orElse = "true")
        boolean cookieSecure,
    @Option(
            value = "Whether other sites' pages may have browsers send the cookies.",
            orElse = "lax")
        SameSite cookieSameSite,
    @Option(
            value = "How long a session lasts at most.",
            orElse = "8h",
            min = 60_000_000_000L,
            max = 2_592_000_000_000_000L)
        Duration sessionTtl,
    @Option("Claims that a session keeps for filters behind; all when empty.")
        List<String> sessionClaims,
    @Option(
            value = "Path that logs out; on this route.",
            orElse = "/oidc/logout",
            pattern = "(/[A-Za-z0-9._~-]+)+")
        String logoutPath,
    @Option(
            value = "Where users go when they have logged out.",
            pattern = "https?://[!-~]+|/([!-.0-\\[\\]-~][!-\\[\\]-~]*)?")
        @Nullable String postLogoutRedirect,
    @Option(value = "The claim that says who calls.", orElse = "sub", pattern = ".+")
        String consumerClaim,
    @Option(
            value = "What is put in front of the name in consumer_claim, such as idp:.",
            orElse = "\"\"",
            pattern = ConsumerField.PREFIX)
        String consumerPrefix,
    @Option("Fields that tell the origin what claims say: claim to field.")
        Map<String, String> claimsToHeaders,
    @Option("The field that brings the origin the access token.")
        @Nullable String accessTokenHeader,
    @Option("The field that tells the origin who calls.") @Nullable String consumerHeader,
    @Option(
            value = "What is protected, in WWW-Authenticate.",
            orElse = "sluice",
            pattern = Challenges.REALM)
        String realm,
    @Option(value = "How far clocks may differ.", orElse = "30s", min = 0, max = 600_000_000_000L)
        Duration leeway) {

  /** Values of SameSite under which a login can work. */
  public enum SameSite {
    LAX,
    NONE
  }

  /** None of the secrets. */
  @Override
  public String toString() {
    return "client " + clientId + " of " + issuer;
  }
}
