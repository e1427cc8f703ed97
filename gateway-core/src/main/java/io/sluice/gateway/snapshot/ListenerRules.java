package io.sluice.gateway.snapshot;

import io.sluice.gateway.config.Cidr;
import io.sluice.gateway.config.ListenerConfig;
import io.sluice.gateway.http.HeadLimits;
import io.sluice.gateway.http.RequestPath;
import java.net.InetAddress;
import java.util.List;

/**
 * What a listener demands of its clients; replaced as a whole by a reload.
 *
 * @param maxBody bytes; 0 = no limit
 * @param headersNanos until a head is complete
 * @param bodyNanos between two pieces of a request's body
 * @param idleNanos between two requests
 */
public record ListenerRules(
    List<Cidr> trustedProxies,
    HeadLimits limits,
    long maxBody,
    int maxConnections,
    long headersNanos,
    long bodyNanos,
    long idleNanos,
    RequestPath.Rules paths) {

  /** Compiles a listener's config. */
  public static ListenerRules of(ListenerConfig config) {
    return new ListenerRules(
        List.copyOf(config.trustedProxies()),
        new HeadLimits(
            config.limits().requestLine().intBytes(),
            config.limits().headers().intBytes(),
            config.limits().headerCount()),
        config.limits().body().bytes(),
        config.limits().connections(),
        config.timeouts().headers().toNanos(),
        config.timeouts().body().toNanos(),
        config.timeouts().idle().toNanos(),
        new RequestPath.Rules(config.mergeSlashes(), config.allowEncodedSlash()));
  }

  /** Whether a request's body may not be that long. */
  public boolean isTooLarge(long bodyBytes) {
    return maxBody > 0 && bodyBytes > maxBody;
  }

  /** Whether what that peer says of its own clients is believed. */
  public boolean trusts(InetAddress peer) {
    for (int i = 0; i < trustedProxies.size(); i++) {
      if (trustedProxies.get(i).contains(peer)) {
        return true;
      }
    }
    return false;
  }
}
