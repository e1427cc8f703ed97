package io.sluice.filters.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.cache.store.PurgeLog.Verdict;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.api.Purge.By;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The log against a list that is looked through from its beginning. */
class PurgePropertyTest {
  private static final List<String> SCHEMES = List.of("http", "https");
  private static final List<String> HOSTS = List.of("a", "b", "a:81", "b:443", "b:80");
  private static final List<String> PATHS = List.of("/", "/x", "/xy", "/x/y");
  private static final List<String> QUERIES = List.of("", "?", "?a=1", "?a=1&b=2");
  private static final List<String> TAGS = List.of("t", "u", "v");

  private static final List<By> KINDS = List.of(By.values());

  private final Random random = new Random(7);
  private final AtomicLong clock = new AtomicLong(1_000_000);
  private final List<Numbered> all = new ArrayList<>();
  private final PurgeLog log = new PurgeLog(clock::get);

  private record Numbered(long number, Purge purge) {}

  private record Resource(String scheme, String host, String rest, String route, String tag) {

    /** All that it may be called. */
    List<String> addresses() {
      String usual = scheme.equals("http") ? ":80" : ":443";
      String bare = host.endsWith(usual) ? host.substring(0, host.indexOf(':')) : host;
      Stream<String> hosts = bare.contains(":") ? Stream.of(bare) : Stream.of(bare, bare + usual);
      return Stream.concat(
              hosts.flatMap(name -> Stream.of(name + rest, scheme + "://" + name + rest)),
              Stream.of(rest))
          .toList();
    }

    boolean isMeant(Purge purge) {
      return switch (purge.by()) {
        case TAG -> tag.equals(purge.value());
        case ROUTE -> route.equals(purge.value());
        case KEY -> addresses().contains(purge.value());
        case PREFIX -> addresses().stream().anyMatch(each -> each.startsWith(purge.value()));
      };
    }

    CacheKey key() {
      int query = rest.indexOf('?');
      String path = query < 0 ? rest : rest.substring(0, query);
      String after = query < 0 ? null : rest.substring(query + 1);
      Asked asked = new Asked(route, scheme, host, path, null, after, "", null);
      return new KeyMaker(KeyRules.PLAIN).of(asked.exchange());
    }
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Resource resource() {
    return new Resource(any(SCHEMES), any(HOSTS), any(PATHS) + any(QUERIES), any(TAGS), any(TAGS));
  }

  private Purge purge() {
    By by = KINDS.get(random.nextInt(KINDS.size()));
    String rest = any(PATHS) + any(QUERIES);
    String value =
        switch (by) {
          case TAG, ROUTE -> any(TAGS);
          case KEY, PREFIX ->
              switch (random.nextInt(3)) {
                case 0 -> rest;
                case 1 -> any(HOSTS) + rest;
                default -> any(SCHEMES) + "://" + any(HOSTS) + rest;
              };
        };
    return new Purge(by, value, random.nextBoolean());
  }

  private Verdict expected(Resource resource, long after) {
    List<Purge> about =
        all.stream()
            .filter(each -> each.number > after && resource.isMeant(each.purge))
            .map(Numbered::purge)
            .toList();
    if (about.isEmpty()) {
      return Verdict.VALID;
    }
    return about.stream().allMatch(Purge::soft) ? Verdict.STALE : Verdict.GONE;
  }

  /** Some are made here, some come in the order of the stream, or a little out of it. */
  private void purgeSomething() {
    Purge purge = purge();
    if (random.nextInt(3) == 0) {
      long number = log.add(purge);
      all.add(new Numbered(number, purge));
    } else {
      long number = clock.get() - random.nextInt(3);
      if (all.stream().allMatch(each -> each.number != number)) {
        boolean late = !all.isEmpty() && number <= log.last();
        long before = log.last();
        log.learn(number, purge);
        all.add(new Numbered(late && log.last() > before ? log.last() : number, purge));
      }
    }
  }

  @Test
  void saysWhatAListOfAllPurgesWouldSay() {
    EnumMap<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (int i = 0; i < 400; i++) {
      purgeSomething();
      clock.addAndGet(random.nextInt(5));
      for (int j = 0; j < 20; j++) {
        Resource resource = resource();
        long newest = log.last();
        long after = newest - random.nextInt(30);
        Verdict verdict =
            log.judge(resource.key(), Responses.askedAfter(after, "Cache-Tag: " + resource.tag()));
        assertThat(verdict)
            .as("%s after %s of %s", resource, after, all)
            .isEqualTo(expected(resource, after));
        verdicts.merge(verdict, 1, Integer::sum);
      }
    }
    assertThat(verdicts)
        .hasSize(3)
        .allSatisfy((verdict, count) -> assertThat(count).isGreaterThan(500));
  }

  /** What is purged while others purge and forget is never taken for valid. */
  @Test
  void threadsDoNotLoseEachOthersPurges() throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        String mine = "/" + t + "/";
        done.add(threads.submit(() -> purgeAndLook(mine)));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(log.size()).isLessThanOrEqualTo(PurgeLog.MOST);
  }

  private void purgeAndLook(String mine) {
    for (int i = 0; i < 6_000; i++) {
      Resource resource = new Resource("http", "a", mine + i % 5_000, "r", "t");
      long before = log.last();
      log.add(new Purge(i % 50 == 0 ? By.PREFIX : By.KEY, resource.rest(), false));
      assertThat(log.judge(resource.key(), Responses.askedAfter(before, "")))
          .isEqualTo(Verdict.GONE);
    }
  }
}
