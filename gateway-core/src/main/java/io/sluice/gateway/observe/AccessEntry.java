package io.sluice.gateway.observe;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one exchange, for the access log. Texts come from the client as they are: the
 * log escapes them.
 *
 * @param timeMillis when the exchange began, milliseconds since 1970
 * @param requestId the exchange's id
 * @param clientIp the client's address, after trusted proxies
 * @param method as sent
 * @param scheme {@code http} or {@code https}
 * @param host without port; empty when there was none
 * @param path as matched, without query
 * @param query without question mark, or null
 * @param secretParameters names of parameters of the query that filters say are secret
 * @param refererSecrets the same for the page that linked here, which may be another route's
 * @param protocol such as {@code HTTP/1.1}
 * @param status what the client got; 0 when it went away before there was one
 * @param requestBytes of the request's body
 * @param responseBytes of the response's body
 * @param durationNanos from the request's head to the end of the exchange
 * @param upstream id of the upstream, or null when none was reached
 * @param endpoint address of the last endpoint tried, or null
 * @param upstreamNanos duration of the last attempt, or -1 without one
 * @param attempts how many endpoints were tried
 * @param route id of the route, or null when none matched
 * @param reason why the gateway answered by itself or gave up, or null
 * @param consumer the authenticated caller, or null
 * @param userAgent the request's field, or null
 * @param referer the request's field, or null
 * @param cache what a cache did with the request, or null
 * @param story what happened beyond one plain attempt, in order, or null
 */
public record AccessEntry(
    long timeMillis,
    String requestId,
    String clientIp,
    String method,
    String scheme,
    String host,
    String path,
    @Nullable String query,
    Set<String> secretParameters,
    Set<String> refererSecrets,
    String protocol,
    int status,
    long requestBytes,
    long responseBytes,
    long durationNanos,
    @Nullable String upstream,
    @Nullable String endpoint,
    long upstreamNanos,
    int attempts,
    @Nullable String route,
    @Nullable String reason,
    @Nullable String consumer,
    @Nullable String userAgent,
    @Nullable String referer,
    @Nullable String cache,
    @Nullable String story) {

  /** The query without secrets, or null. */
  @Nullable String shownQuery() {
    return query == null ? null : SecretNames.hidden(query, secretParameters);
  }

  /** The field Referer without secrets in its query, or null. */
  @Nullable String shownReferer() {
    int mark = referer == null ? -1 : referer.indexOf('?');
    return referer == null || mark < 0
        ? referer
        : referer.substring(0, mark + 1)
            + SecretNames.hidden(referer.substring(mark + 1), refererSecrets);
  }
}
