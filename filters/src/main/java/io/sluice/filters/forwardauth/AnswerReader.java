package io.sluice.filters.forwardauth;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.sluice.filters.auth.FieldLines;
import io.sluice.filters.field.FieldName;
import io.sluice.gateway.api.Answer;
import io.sluice.gateway.api.Authentication.Accepted;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an answer of the service means: its status decides, and some of its fields go on. */
final class AnswerReader {
  private static final GatewayError UNAUTHORIZED =
      GatewayError.client(401, "auth_refused")
          .withDetail("The request's credentials, or their absence, are not accepted.");
  private static final int LONGEST_CONSUMER = 256;

  private final AsciiString[] toOrigin;
  private final String[] claims; // what toOrigin is called among an identity's
  private final AsciiString[] toClient; // of a refusal
  private final AsciiString[] toClientOnSuccess;
  private final @Nullable AsciiString consumer;
  private final String prefix; // in front of the name in it

  private AnswerReader(
      AsciiString[] toOrigin,
      String[] claims,
      AsciiString[] toClient,
      AsciiString[] toClientOnSuccess,
      @Nullable AsciiString consumer,
      String prefix) {
    this.toOrigin = toOrigin;
    this.claims = claims;
    this.toClient = toClient;
    this.toClientOnSuccess = toClientOnSuccess;
    this.consumer = consumer;
    this.prefix = prefix;
  }

  /**
   * By the options.
   *
   * @throws IllegalArgumentException naming a field that cannot be handed on
   */
  static AnswerReader of(ForwardAuthConfig config) {
    AsciiString[] toOrigin = names("response_headers", config.responseHeaders());
    String[] claims = new String[toOrigin.length];
    for (int i = 0; i < claims.length; i++) {
      claims[i] = toOrigin[i].toString().toLowerCase(Locale.ROOT);
    }
    String from = config.consumerFrom();
    return new AnswerReader(
        toOrigin,
        claims,
        names("client_headers", config.clientHeaders()),
        names("client_headers_on_success", config.clientHeadersOnSuccess()),
        from == null ? null : FieldName.token("consumer_from", from),
        config.consumerPrefix());
  }

  private static AsciiString[] names(String option, List<String> written) {
    AsciiString[] names = new AsciiString[written.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = FieldName.endToEnd(option + "[" + i + "]", written.get(i));
    }
    return names;
  }

  /** The decision. */
  Decision read(Answer answer) {
    GatewayError error = answer.error();
    if (error != null) {
      return new Decision.Unknown(error.reason());
    }
    int status = answer.status();
    if (status < 300) {
      return allowed(answer.responseHeaders());
    }
    return switch (status) {
      case 301, 302, 303, 307, 308, 401, 403 -> denied(answer);
      default -> new Decision.Unknown("status_" + status);
    };
  }

  private Decision allowed(HttpHeaders fields) {
    String name = "";
    if (consumer != null) {
      List<String> lines = fields.getAll(consumer);
      if (lines.size() != 1 || !isName(lines.get(0))) {
        return new Decision.Unknown("no_consumer");
      }
      name = prefix + lines.get(0);
    }
    Map<String, Object> said = new HashMap<>();
    for (int i = 0; i < claims.length; i++) {
      String value = FieldLines.joined(toOrigin[i], fields.getAll(toOrigin[i]));
      if (value != null) {
        said.put(claims[i], value);
      }
    }
    return new Decision.Allowed(
        new Accepted(new Identity(name, said, Set.of())), kept(toClientOnSuccess, fields));
  }

  private static boolean isName(String value) {
    return !value.isEmpty() && value.length() <= LONGEST_CONSUMER;
  }

  private Decision denied(Answer answer) {
    HttpHeaders fields = answer.responseHeaders();
    Refused refused = null;
    if (answer.status() == 401) {
      List<String> challenges = fields.getAll(HttpHeaderNames.WWW_AUTHENTICATE);
      refused =
          new Refused(
              UNAUTHORIZED, FieldLines.joined(HttpHeaderNames.WWW_AUTHENTICATE, challenges));
    }
    return new Decision.Denied(
        answer.status(), kept(toClient, fields), ByteBufUtil.getBytes(answer.body()), refused);
  }

  /** Names and values by turns. */
  private static List<String> kept(AsciiString[] names, HttpHeaders fields) {
    List<String> kept = new ArrayList<>();
    for (AsciiString name : names) {
      for (String value : fields.getAll(name)) {
        kept.add(name.toString());
        kept.add(value);
      }
    }
    return List.copyOf(kept);
  }

  /** Hands on to the origin what the service has said with its consent. */
  void tell(Identity identity, HttpHeaders request) {
    for (int i = 0; i < claims.length; i++) {
      if (identity.claims().get(claims[i]) instanceof String value) {
        request.set(toOrigin[i], value);
      }
    }
  }
}
