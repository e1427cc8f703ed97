package io.sluice.gateway.dns;

import static io.sluice.gateway.dns.DnsAnswer.Kind.FAILED;
import static io.sluice.gateway.dns.DnsAnswer.Kind.NO_RECORDS;
import static io.sluice.gateway.dns.DnsAnswer.Kind.NO_SUCH_NAME;
import static io.sluice.gateway.dns.DnsAnswer.Kind.RECORDS;

import io.netty.channel.AddressedEnvelope;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question on its way: to the next server when one fails, to the next name of the search list
 * when one does not exist, to the end of an alias where a response does not have it. All servers
 * are tried twice, since datagrams get lost. Confined to its resolver's loop.
 */
final class Lookup {
  private static final Logger LOG = LoggerFactory.getLogger(Lookup.class);
  private static final int ROUNDS = 2;
  private static final long MOST_SECONDS = Integer.MAX_VALUE;

  private final NettyDnsResolver owner;
  private final DnsNameResolver netty;
  private final RecordType type;
  private final Consumer<? super DnsAnswer> to;
  private final List<String> candidates;

  private int candidate;
  private String name;
  private int tries;
  private int aliases;
  private long ttlSeconds = MOST_SECONDS;

  /** What was said of a name that exists, though without such records. */
  private @Nullable String noRecords;

  Lookup(
      NettyDnsResolver owner,
      DnsNameResolver netty,
      String name,
      RecordType type,
      Consumer<? super DnsAnswer> to) {
    this.owner = owner;
    this.netty = netty;
    this.type = type;
    this.to = to;
    this.candidates = owner.settings.candidates(name);
    this.name = candidates.get(0);
  }

  /** Answers without having asked. */
  void refuse() {
    tell(DnsAnswer.none(FAILED, "the resolver is closed"));
  }

  void begin() {
    ask();
  }

  private void ask() {
    List<InetSocketAddress> servers = owner.settings.servers();
    int index = (owner.preferred + tries) % servers.size();
    InetSocketAddress server = servers.get(index);
    try {
      netty
          .query(server, new DefaultDnsQuestion(name, type.wire()))
          .addListener(
              (Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> asked) ->
                  heard(index, server, asked));
    } catch (IllegalArgumentException e) {
      end(DnsAnswer.none(FAILED, "'" + name + "' (expected: a name that DNS can have)"));
    } catch (RuntimeException e) { // without an answer it would never be asked again
      end(DnsAnswer.none(FAILED, "the question cannot be asked: " + e));
    }
  }

  private void heard(
      int index,
      InetSocketAddress server,
      Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> asked) {
    if (!asked.isSuccess()) {
      again(why(asked.cause()) + " from " + NettyDnsResolver.text(server));
      return;
    }
    AddressedEnvelope<DnsResponse, InetSocketAddress> envelope = asked.getNow();
    String failure;
    try {
      failure = take(envelope.content(), NettyDnsResolver.text(server));
    } catch (RuntimeException e) { // a server may send anything
      LOG.debug("DNS: {} {}", name, type, e);
      failure = "an answer that cannot be read from " + NettyDnsResolver.text(server);
    } finally {
      envelope.release();
    }
    if (failure == null) {
      owner.preferred = index;
    } else {
      again(failure);
    }
  }

  private String why(@Nullable Throwable cause) {
    Throwable root = cause;
    while (root != null
        && !(root instanceof DnsNameResolverTimeoutException)
        && root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof DnsNameResolverTimeoutException) {
      return "no answer within " + owner.patienceMillis + " ms";
    }
    return root == null ? "no answer" : "no answer (" + root.getMessage() + ")";
  }

  private void again(String failure) {
    tries++;
    if (!owner.closed && tries < ROUNDS * owner.settings.servers().size()) {
      ask();
    } else {
      end(DnsAnswer.none(FAILED, failure));
    }
  }

  /** What is wrong with the response; null when it has been dealt with. */
  private @Nullable String take(DnsResponse response, String server) {
    DnsResponseCode code = response.code();
    if (code.equals(DnsResponseCode.NXDOMAIN)) {
      next("no such name (NXDOMAIN from " + server + ")");
      return null;
    }
    if (!code.equals(DnsResponseCode.NOERROR)) {
      return code + " from " + server;
    }
    if (response.isTruncated()) { // also over TCP: a part of a list is not the list
      return "an answer that is cut short from " + server;
    }
    AnswerReader reader = new AnswerReader(name, type, aliases, ttlSeconds);
    reader.read(response);
    if (reader.foundAny()) {
      end(
          new DnsAnswer(
              RECORDS, reader.addresses, reader.services, reader.ttlSeconds, reader.malformed, ""));
    } else if (reader.aliases > AnswerReader.MOST_ALIASES) {
      return "more than " + AnswerReader.MOST_ALIASES + " aliases from " + server;
    } else if (reader.aliases > aliases) {
      follow(reader);
    } else if (!response.isAuthoritativeAnswer() && !response.isRecursionAvailable()) {
      return "a referral to other servers from " + server; // it does not know, and does not ask
    } else {
      noRecords = "no " + type + " record (" + server + ")";
      next(noRecords);
    }
    return null;
  }

  private void follow(AnswerReader reader) {
    name = reader.name;
    aliases = reader.aliases;
    ttlSeconds = reader.ttlSeconds;
    tries = 0;
    ask();
  }

  /** On to the next name of the search list. */
  private void next(String nothing) {
    candidate++;
    if (candidate < candidates.size()) {
      name = candidates.get(candidate);
      tries = 0;
      aliases = 0;
      ttlSeconds = MOST_SECONDS;
      ask();
    } else {
      end(
          noRecords == null
              ? DnsAnswer.none(NO_SUCH_NAME, nothing)
              : DnsAnswer.none(NO_RECORDS, noRecords));
    }
  }

  private void end(DnsAnswer answer) {
    owner.ended();
    tell(answer);
  }

  private void tell(DnsAnswer answer) {
    try {
      to.accept(answer);
    } catch (RuntimeException | Error e) {
      LOG.error("DNS: who asked for {} failed, which it must not", name, e);
    }
  }
}
