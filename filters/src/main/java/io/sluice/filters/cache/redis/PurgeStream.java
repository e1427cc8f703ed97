package io.sluice.filters.cache.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.netty.channel.EventLoop;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.PurgeLog;
import io.sluice.gateway.api.Purge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What gateways that share a cache tell each other, in two streams in Redis: purges, and keys whose
 * responses a client's unsafe request has made invalid. Each gateway reads both over a connection
 * of its own, from the last entry that it has seen, so that nothing is missed while it is cut off.
 *
 * <p>The ids of purges are their numbers: milliseconds of the server's clock, each once, and higher
 * than any that the gateway that purges knows of. Their order is that of the purges for all.
 *
 * <p>Removals may come by hundreds a second. They have a short stream of their own so that they do
 * not drive out purges, of which all must be known; and no channel, which would need another
 * connection, and tell a gateway nothing of what it has missed.
 */
final class PurgeStream {
  private static final Logger LOG = LoggerFactory.getLogger(RedisTier.class);

  /** More than the log knows, which bounds what is read when a gateway starts. */
  static final int MOST_PURGES = PurgeLog.MOST + 240;

  static final int MOST_REMOVALS = 1_000;
  static final Duration BLOCK = Duration.ofSeconds(1);
  private static final int AT_ONCE = 500;
  private static final long AGAIN_MILLIS = 1_000;
  private static final String START = "0-0";

  /** Adds a purge: after which number, how many are kept, and the fields. Returns its number. */
  private static final String ADD =
      """
      local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
      local time = redis.call('TIME')
      local id = math.max(time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1] + 1)
      if newest then id = math.max(id, string.match(newest[1], '^%d+') + 1) end
      redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], string.format('%.0f-0', id),
          'by', ARGV[3], 'value', ARGV[4], 'soft', ARGV[5], 'node', ARGV[6])
      return id
      """;

  /** Of each stream: the ids of the oldest and the newest entry, or nothing, and how many. */
  private static final String LOOK =
      """
      local all = {}
      for _, key in ipairs(KEYS) do
        local oldest = redis.call('XRANGE', key, '-', '+', 'COUNT', 1)[1]
        local newest = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
        table.insert(all, oldest and oldest[1] or '')
        table.insert(all, newest and newest[1] or '')
        table.insert(all, tostring(redis.call('XLEN', key)))
      end
      return all
      """;

  private final Link commands;
  private final Link reader;
  private final EventLoop loop;
  private final Names names;
  private final PurgeLog log;
  private final CacheNews news;
  private final String node;

  private volatile boolean current; // written by the loop

  // the loop only
  private String lastPurge = START;
  private @Nullable String lastRemoval; // null: nothing is in memory yet
  private int reading; // which attempt to read it is: those before have ended

  /**
   * @param commands for what is said
   * @param reader for what is heard; its {@code opened} is {@link #opened}
   * @param node of no other gateway, by chance
   */
  PurgeStream(
      Link commands,
      Link reader,
      EventLoop loop,
      Names names,
      PurgeLog log,
      CacheNews news,
      String node) {
    this.commands = commands;
    this.reader = reader;
    this.loop = loop;
    this.names = names;
    this.log = log;
    this.news = news;
    this.node = node;
  }

  /** Whether the log has all that other gateways have purged. Any thread. */
  boolean isCurrent() {
    return current && reader.up();
  }

  /** See {@link RedisTier#publish}. */
  CompletionStage<Long> publish(Purge purge) {
    CompletableFuture<Long> result = new CompletableFuture<>();
    Runnable failed = () -> result.completeExceptionally(new IOException("Redis has not taken it"));
    long startedAt = System.nanoTime();
    Order order = new Order(failed);
    Runnable add =
        () -> {
          commands.watch(order, startedAt);
          add(purge, order, result::complete);
        };
    if (!commands.up() || !commands.execute(add)) {
      failed.run();
    }
    return result;
  }

  /**
   * The same, before anything that is asked after this, and with more patience. The loop only.
   *
   * @param failed told when Redis has not taken it
   */
  void publishNow(Purge purge, Runnable failed) {
    Order order = new Order(failed);
    commands.watchPatiently(order);
    add(purge, order, number -> news.purged(number, purge));
  }

  private void add(Purge purge, Order order, LongConsumer told) {
    byte[][] words = {
      bytes(Long.toString(log.last())),
      bytes(Integer.toString(MOST_PURGES)),
      bytes(purge.by().name()),
      bytes(purge.value()),
      bytes(Boolean.toString(purge.soft())),
      bytes(node)
    };
    commands.<Long>send(
        order,
        redis -> redis.eval(ADD, ScriptOutputType.INTEGER, new String[] {names.purges()}, words),
        (number, refused) -> {
          if (number == null) {
            order.giveUp();
          } else if (order.end()) {
            log.learn(number, purge);
            told.accept(number);
          }
        });
  }

  /** Tells others that what they have of a key is invalid. The loop only. */
  void remove(Order part, CacheKey key) {
    Map<String, byte[]> said = new LinkedHashMap<>();
    said.put("key", bytes(key.text()));
    said.put("node", bytes(node));
    XAddArgs bounds = XAddArgs.Builder.maxlen(MOST_REMOVALS).approximateTrimming();
    commands.send(part, redis -> redis.xadd(names.removals(), bounds, said), (id, refused) -> {});
  }

  /** There is a new connection to read from. The loop only. */
  void opened() {
    current = false;
    reading++;
    ask(
        redis ->
            redis.<List<byte[]>>eval(
                LOOK, ScriptOutputType.MULTI, new String[] {names.purges(), names.removals()}),
        found -> look(found.stream().map(PurgeStream::text).toList()));
  }

  private interface Question<T> {
    RedisFuture<T> of(RedisAsyncCommands<String, byte[]> redis);
  }

  /** Asks, and after a refusal begins again a little later. */
  private <T> void ask(Question<T> question, Consumer<T> then) {
    int mine = reading;
    Order order = new Order(() -> {}); // the connection is lost, or will be
    reader.watchPatiently(order);
    reader.send(
        order,
        question::of,
        (answer, refused) -> {
          if (!order.end() || mine != reading) {
            return;
          }
          if (answer == null) {
            current = false;
            loop.schedule(() -> again(mine), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
          } else {
            then.accept(answer);
          }
        });
  }

  private void again(int attempt) {
    if (attempt == reading) {
      opened();
    }
  }

  /** Goes on where it was, unless that is no more. */
  private void look(List<String> found) {
    String oldest = found.get(0);
    if (isTrimmed(oldest, lastPurge, found.get(2), MOST_PURGES)) {
      log.doubt(millis(oldest));
      news.missed();
    }
    lastPurge = isBefore(found.get(1), lastPurge) ? START : lastPurge; // the server is another
    String removal = lastRemoval;
    if (removal == null) {
      lastRemoval = found.get(4).isEmpty() ? START : found.get(4);
    } else {
      if (isTrimmed(found.get(3), removal, found.get(5), MOST_REMOVALS)) {
        news.missed();
      }
      lastRemoval = isBefore(found.get(4), removal) ? START : removal;
    }
    read();
  }

  /** Whether entries are gone that come after {@code last}; else a stream that is new may begin. */
  private static boolean isTrimmed(String oldest, String last, String length, int most) {
    return Long.parseLong(length) >= most && isBefore(last, oldest);
  }

  @SuppressWarnings("unchecked") // Lettuce takes an array of a generic type
  private void read() {
    XReadArgs bounds = XReadArgs.Builder.count(AT_ONCE);
    if (current) { // what is there already comes at once
      bounds.block(BLOCK);
    }
    StreamOffset<String> purges = StreamOffset.from(names.purges(), lastPurge);
    String removal = lastRemoval == null ? START : lastRemoval;
    StreamOffset<String> removals = StreamOffset.from(names.removals(), removal);
    ask(redis -> redis.xread(bounds, purges, removals), this::heard);
  }

  private void heard(List<StreamMessage<String, byte[]>> messages) {
    for (StreamMessage<String, byte[]> each : messages) {
      try {
        heard(each);
      } catch (RuntimeException e) { // it must not keep this gateway from hearing the next one
        LOG.error("{} of {} in Redis is passed over", each.getId(), each.getStream(), e);
      }
    }
    current |= messages.size() < AT_ONCE;
    read();
  }

  private void heard(StreamMessage<String, byte[]> message) {
    if (message.getStream().equals(names.purges())) {
      lastPurge = message.getId();
      purged(millis(lastPurge), message.getBody());
    } else {
      lastRemoval = message.getId();
      removed(message.getBody());
    }
  }

  private void purged(long number, Map<String, byte[]> said) {
    Purge purge = isOfAnother(said) ? purge(said) : null;
    if (purge != null) {
      log.learn(number, purge);
      news.purged(number, purge);
    }
  }

  private static @Nullable Purge purge(Map<String, byte[]> said) {
    byte[] by = said.get("by");
    byte[] value = said.get("value");
    byte[] soft = said.get("soft");
    if (by == null || value == null || soft == null) {
      return null;
    }
    for (Purge.By each : Purge.By.values()) {
      if (each.name().equals(text(by))) {
        return new Purge(each, text(value), text(soft).equals("true"));
      }
    }
    return null; // of a gateway that knows more
  }

  private void removed(Map<String, byte[]> said) {
    byte[] sent = isOfAnother(said) ? said.get("key") : null;
    CacheKey key = sent == null ? null : CacheKey.parse(text(sent));
    if (key != null) {
      news.removed(key);
    }
  }

  private boolean isOfAnother(Map<String, byte[]> said) {
    byte[] from = said.get("node");
    return from != null && !text(from).equals(node);
  }

  private static boolean isBefore(String id, String other) {
    if (id.isEmpty() || other.isEmpty()) {
      return id.isEmpty();
    }
    int order = Long.compareUnsigned(millis(id), millis(other));
    return order < 0 || (order == 0 && Long.compareUnsigned(sequence(id), sequence(other)) < 0);
  }

  private static long millis(String id) {
    return Long.parseUnsignedLong(id, 0, id.indexOf('-'), 10);
  }

  private static long sequence(String id) {
    return Long.parseUnsignedLong(id, id.indexOf('-') + 1, id.length(), 10);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
