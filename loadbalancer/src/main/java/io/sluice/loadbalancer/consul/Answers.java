package io.sluice.loadbalancer.consul;

import io.sluice.loadbalancer.consul.ConsulFailure.Kind;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.apache.http.HttpException;
import org.apache.http.NoHttpResponseException;
import org.apache.http.ParseException;
import org.apache.http.client.ClientProtocolException;
import org.apache.http.conn.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/** What an answer or the lack of one means, in a line. */
final class Answers {
  private static final int LONGEST_LINE = 160;

  private Answers() {}

  static Kind kind(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return Kind.UNREACHABLE;
    }
    if (cause instanceof SocketTimeoutException) {
      return Kind.SLOW;
    }
    if (cause instanceof ClientProtocolException
        || cause instanceof HttpException
        || cause instanceof ParseException
        || cause instanceof ProtocolException
        || cause instanceof AgentHttp.OversizedException) {
      return Kind.NOT_CONSUL;
    }
    return cause instanceof IOException ? Kind.UNREACHABLE : Kind.OTHER;
  }

  static String what(Kind kind, Throwable cause) {
    String said =
        cause instanceof UnknownHostException
            ? "unknown host"
            : cause instanceof NoHttpResponseException
                ? "the connection was closed"
                : line(cause.getMessage() == null ? cause.toString() : cause.getMessage());
    return switch (kind) {
      case UNREACHABLE -> "cannot be reached: " + said;
      case SLOW -> "no answer in time";
      case NOT_CONSUL -> "what it answers is not Consul's: " + said;
      default -> said;
    };
  }

  /** Foreign text as one short line. */
  static String line(@Nullable String text) {
    if (text == null) {
      return "";
    }
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length() && line.length() < LONGEST_LINE; i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? ' ' : c);
    }
    return line.toString().strip();
  }
}
