package io.sluice.filters.oidc;

import io.sluice.filters.auth.Sha256;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whom cookies are for: one client's, of filters that would have made the same session of a login.
 * A route that asks the provider for more, such as a second factor, or has another claim say who
 * calls, must not take the session of one that does not.
 */
final class CookieAudience {
  private CookieAudience() {}

  /**
   * What cookies of a filter with these options are sealed for: the same however the options are
   * ordered.
   *
   * @param scope what is asked for, with spaces between
   * @param claims that sessions keep
   */
  static String of(OidcConfig config, String scope, Collection<String> claims) {
    CookiePayload.Writer options =
        new CookiePayload.Writer().text(config.consumerClaim()).text(config.consumerPrefix());
    add(options, List.of(scope.split(" ", -1)));
    add(options, claims);
    TreeMap<String, String> parameters = new TreeMap<>(config.loginParameters());
    options.number(parameters.size());
    parameters.forEach((name, value) -> options.text(name).text(value));
    return config.issuer() + '\0' + config.clientId() + '\0' + Sha256.of(options.done()).hex();
  }

  private static void add(CookiePayload.Writer options, Collection<String> values) {
    TreeSet<String> sorted = new TreeSet<>(values);
    options.number(sorted.size());
    sorted.forEach(options::text);
  }
}
