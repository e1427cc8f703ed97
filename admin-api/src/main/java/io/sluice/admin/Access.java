package io.sluice.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.config.AdminConfig;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the admin API: with tokens in the config, whoever has one, from anywhere; without,
 * whoever is on this machine and no page of another site. Confined to the admin event loop.
 */
final class Access {
  private static final String CHALLENGE = "Bearer realm=\"sluice\"";
  private static final String SCHEME = "bearer ";

  private final AdminSettings settings;
  private final Attempts attempts;
  private final AuditLog audit;
  private @Nullable AdminConfig known;
  private Tokens tokens = new Tokens(List.of());

  Access(AdminSettings settings, Attempts attempts, AuditLog audit) {
    this.settings = settings;
    this.attempts = attempts;
    this.audit = audit;
  }

  /**
   * Who asks.
   *
   * @param authority that the request names; null when it names none
   * @throws Refused when nobody is let in with this request
   */
  Caller caller(HttpRequest request, InetSocketAddress client, @Nullable String authority)
      throws Refused {
    AdminConfig admin = settings.now();
    if (admin.tokens().isEmpty()) {
      GatewayError refusal = LoopbackOnly.refusal(client, authority);
      refusal = refusal == null ? CrossSite.refusal(request.headers(), authority) : refusal;
      if (refusal != null) {
        throw new Refused(refusal);
      }
      return Caller.LOCAL;
    }
    if (!admin.equals(known)) {
      known = admin;
      tokens = new Tokens(admin.tokens());
    }
    return holder(request, client);
  }

  private Caller holder(HttpRequest request, InetSocketAddress client) throws Refused {
    List<String> fields = request.headers().getAll(HttpHeaderNames.AUTHORIZATION);
    if (fields.isEmpty()) {
      throw Refused.because(401, "token_missing", "Authorization: Bearer TOKEN is expected.")
          .header("www-authenticate", CHALLENGE);
    }
    if (!attempts.allowed(client.getAddress())) {
      throw Refused.because(
              429, "too_many_attempts", "Too many wrong tokens came from this address.")
          .header("retry-after", "1");
    }
    String field = fields.get(0);
    boolean bearer = fields.size() == 1 && field.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    Caller holder = bearer ? tokens.holder(field.substring(SCHEME.length()).strip()) : null;
    if (holder == null) {
      attempts.failed(client.getAddress());
      audit.wrongToken(client, request.method().name(), RequestTarget.of(request.uri()).path());
      throw wrong();
    }
    return holder;
  }

  /** What somebody is told whose token is none. */
  static Refused wrong() {
    return Refused.because(401, "token_wrong", "The token is not one of the gateway's.")
        .header("www-authenticate", CHALLENGE + ", error=\"invalid_token\"");
  }
}
