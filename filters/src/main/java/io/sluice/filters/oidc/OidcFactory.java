package io.sluice.filters.oidc;

import io.netty.util.AsciiString;
import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.auth.Offload;
import io.sluice.filters.field.FieldName;
import io.sluice.filters.jwt.Callers;
import io.sluice.filters.jwt.ClaimFields;
import io.sluice.filters.jwt.KeyAddress;
import io.sluice.filters.jwt.ProviderClient;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import io.sluice.gateway.api.SharedSecret;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes {@code oidc} filters. */
public final class OidcFactory implements FilterFactory<OidcConfig> {

  /** Parameters of a login that are the filter's own. */
  private static final Set<String> RESERVED =
      Set.of(
          "response_type",
          "response_mode",
          "client_id",
          "redirect_uri",
          "scope",
          "state",
          "nonce",
          "code_challenge",
          "code_challenge_method",
          "request",
          "request_uri");

  private final LongSupplier clock;

  /** By the system's clock. */
  public OidcFactory() {
    this(() -> System.currentTimeMillis() / 1000);
  }

  /**
   * @param clock seconds since 1970
   */
  OidcFactory(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "oidc";
  }

  @Override
  public String description() {
    return "Has users log in at an OpenID provider.";
  }

  @Override
  public Class<OidcConfig> configType() {
    return OidcConfig.class;
  }

  /** What ends a login. */
  @Override
  public Set<String> secretParameters(OidcConfig config) {
    return Set.of("code", "state");
  }

  @Override
  public FilterPlace.Callers callers(OidcConfig config) {
    return FilterPlace.Callers.ANYBODY;
  }

  @Override
  public List<String> warnings(OidcConfig config, FilterPlace place) {
    List<String> warnings = new ArrayList<>();
    if (issuer(config).isOpen()) {
      warnings.add(
          "issuer: not https, so whoever is on the way to it can log in as anybody (use https)");
    }
    if (!config.cookieSecure()) {
      warnings.add(
          "cookie_secure: false, so whoever sees a request over http has the session (leave it"
              + " out)");
    }
    if (config.redirectUriBase() == null) {
      warnings.add(
          "redirect_uri_base: missing, so the provider hears of whatever host a client names (set"
              + " redirect_uri_base)");
    }
    return warnings;
  }

  @Override
  public Filter create(OidcConfig config, FilterContext context) {
    issuer(config);
    SharedSecret secret = SharedSecret.of("cookie_secret", config.cookieSecret());
    String before = config.previousCookieSecret();
    SharedSecret previous =
        before == null ? null : SharedSecret.of("previous_cookie_secret", before);
    check(config);
    AsciiString accessToken = accessToken(config);
    Callers callers =
        new Callers(
            ClaimFields.path("consumer_claim", config.consumerClaim()),
            config.consumerPrefix(),
            config.consumerHeader() != null);
    String scope = scope(config);
    Provider provider = Provider.of(context, config.issuer());
    TokenClient tokens =
        new TokenClient(
            ProviderClient.of(context), config.clientId(), config.clientSecret(), context.ticker());
    IdTokens idTokens =
        new IdTokens(
            config.issuer(),
            config.clientId(),
            config.leeway().toSeconds(),
            Offload.of(context, Offload.Work.SIGNATURES),
            clock);
    Sessions sessions = new Sessions(config, callers, scope);
    CookieCipher cipher =
        new CookieCipher(
            secret,
            previous,
            CookieAudience.of(config, scope, sessions.claims()),
            provider.random());
    CookieJar jar = new CookieJar(config, cipher);
    RouteCounters counters =
        RouteCounters.of(
            context, "sluice.oidc.events", "Logins and refreshes", "event", Event.NAMES);
    Renewals renewals = Renewals.of(context, config.issuer(), config.clientId());
    SpentLogins spent = SpentLogins.of(context, config.issuer(), config.clientId());
    Login login =
        new Login(
            new Login.Parts(
                config, scope, provider, tokens, idTokens, sessions, jar, spent, counters, clock));
    return new AuthenticationFilter(
        new OidcAuthenticator(
            new OidcAuthenticator.Parts(
                config,
                provider,
                tokens,
                idTokens,
                renewals,
                sessions,
                jar,
                login,
                new Logout(config, provider, tokens, renewals, jar, login),
                ConsumerField.of(config.consumerHeader()),
                ClaimFields.of(config.claimsToHeaders(), config.consumerHeader()),
                accessToken,
                context.slot(),
                counters,
                clock)));
  }

  private static @Nullable AsciiString accessToken(OidcConfig config) {
    String name = config.accessTokenHeader();
    if (name == null) {
      return null;
    }
    String option = "access_token_header";
    FieldName.checkOther(option, name, config.consumerHeader(), "which has the consumer");
    for (String field : config.claimsToHeaders().values()) {
      FieldName.checkOther(option, name, field, "which has a claim");
    }
    return name.equalsIgnoreCase("authorization")
        ? AsciiString.cached(name)
        : FieldName.telling(option, name);
  }

  private static KeyAddress issuer(OidcConfig config) {
    KeyAddress address;
    try {
      address = KeyAddress.of(config.issuer());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("issuer: " + e.getMessage(), e);
    }
    if (address.uri().getRawQuery() != null) { // Discovery 1.0 section 3
      throw new IllegalArgumentException(
          "issuer: " + address + " with a query (expected: a URL without one)");
    }
    return address;
  }

  private static void check(OidcConfig config) {
    if (config.logoutPath().equals(config.redirectPath())) {
      throw new IllegalArgumentException(
          "logout_path: " + config.logoutPath() + " (expected: another than redirect_path)");
    }
    if (config.cookieSameSite() == OidcConfig.SameSite.NONE && !config.cookieSecure()) {
      throw new IllegalArgumentException(
          "cookie_same_site: none (expected: lax, or cookie_secure: true, without which browsers"
              + " drop such cookies)");
    }
    for (String name : config.loginParameters().keySet()) {
      if (RESERVED.contains(name)) {
        throw new IllegalArgumentException(
            "login_parameters." + name + ": set by the filter (expected: another parameter)");
      }
    }
  }

  private static String scope(OidcConfig config) {
    Set<String> scopes = new LinkedHashSet<>();
    scopes.add("openid");
    scopes.addAll(config.scopes());
    return String.join(" ", scopes);
  }
}
