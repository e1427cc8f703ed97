package io.sluice.admin;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A line in the log {@code audit} for each write and each call of an operator, done or refused.
 * Never with a token, a body or a query; of a purge it says what was to go, without the query of
 * its address.
 */
final class AuditLog {
  private static final Logger LOG = LoggerFactory.getLogger("audit");

  /** A write that was done, or has nothing to do. */
  void done(Call call, long revision, String summary, String outcome) {
    line(LOG.atInfo(), call, revision, summary, outcome).log("config write");
  }

  private static LoggingEventBuilder line(
      LoggingEventBuilder line, Call call, long revision, String summary, String outcome) {
    return line.addKeyValue("who", call.caller().name())
        .addKeyValue("from", call.from())
        .addKeyValue("method", call.method())
        .addKeyValue("path", call.path())
        .addKeyValue("revision", revision)
        .addKeyValue("summary", summary)
        .addKeyValue("outcome", outcome);
  }

  /** An operator's call that changes the gateway's state, not its config. */
  void operated(Call call, long revision, String summary) {
    line(LOG.atInfo(), call, revision, summary, "done").log("operator");
  }

  /** The same work, with a line when it is refused or fails. */
  Background.Slow audited(Background.Slow slow) {
    return call -> {
      try {
        return slow.answer(call);
      } catch (Refused e) {
        refused(call, e.reason());
        throw e;
      } catch (RuntimeException | StackOverflowError e) {
        refused(call, "internal_error");
        throw e;
      }
    };
  }

  /** A write that was refused. */
  void refused(Call call, String reason) {
    refused(call.caller().name(), call.client(), call.method(), call.path(), reason);
  }

  /** A write that was refused before it was whole. */
  void refused(String who, InetSocketAddress from, String method, String path, String reason) {
    refused(who, from, method, path, reason, "config write");
  }

  private static void refused(
      String who, InetSocketAddress from, String method, String path, String reason, String what) {
    LOG.atWarn()
        .addKeyValue("who", who)
        .addKeyValue("from", NetUtil.toSocketAddressString(from))
        .addKeyValue("method", method)
        .addKeyValue("path", path)
        .addKeyValue("outcome", "refused")
        .addKeyValue("reason", reason)
        .log(what);
  }

  /** Somebody came with a token that is none. */
  void wrongToken(InetSocketAddress from, String method, String path) {
    refused("", from, method, path, "token_wrong", "access");
  }
}
