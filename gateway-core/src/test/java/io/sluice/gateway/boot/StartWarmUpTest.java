package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.CacheFigures;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.api.ResponseCache;
import io.sluice.gateway.api.WarmUp;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a config lists is fetched once it is served. */
class StartWarmUpTest {
  private static final String CACHE = "{ name: cache }";

  private final List<List<String>> begun = new CopyOnWriteArrayList<>();
  private final List<Integer> listening = new CopyOnWriteArrayList<>(); // then
  private @Nullable TestGateway gateway;

  @TempDir Path folder;

  private record Id() {}

  private final class Stored implements Kept, ResponseCache {
    private final Supplier<Network> network;

    Stored(Supplier<Network> network) {
      this.network = network;
    }

    @Override
    public CompletionStage<Long> purge(Purge what) {
      return CompletableFuture.completedFuture(0L);
    }

    @Override
    public CacheFigures figures() {
      return new CacheFigures(0, 0, 0, List.of());
    }

    @Override
    public boolean warm(List<String> urls) {
      return false;
    }

    @Override
    public void restartWarmUp(List<String> urls) {
      begun.add(urls);
      listening.add(network.get().listeners().size());
    }

    @Override
    public @Nullable WarmUp warmUp() {
      return null;
    }
  }

  private Filter caching(FilterContext context) {
    context.keep(new Id(), () -> new Stored(context::network));
    return new Filter() {};
  }

  private static String yaml(String filters, String cache) {
    return "routes: [ { id: all, direct_response: { status: 200 }, filters: [ "
        + filters
        + " ] } ]\n"
        + "cache: { "
        + cache
        + " }\n";
  }

  private static String urls(String urls) {
    return "warm_up: { urls: [ " + urls + " ] }";
  }

  private String file(String lines) throws IOException {
    Path file = folder.resolve("urls.txt");
    Files.writeString(file, lines);
    return "warm_up: { file: \"" + file + "\" }";
  }

  private TestGateway start(String yaml) {
    TestGateway started =
        TestGateway.of(yaml).filter(FixedFilter.made("cache", this::caching)).start();
    gateway = started;
    return started;
  }

  @AfterEach
  void close() {
    if (gateway != null) {
      gateway.close();
    }
  }

  @Test
  void itBeginsWhenClientsCanConnect() {
    start(yaml(CACHE, urls("/a, 'http://h/b'")));
    assertThat(begun).containsExactly(List.of("/a", "http://h/b"));
    assertThat(listening).containsExactly(1);
  }

  @Test
  void onlyAnotherListBeginsAnew() {
    TestGateway running = start(yaml(CACHE, urls("/a")));
    running.reload(yaml(CACHE, urls("/a")));
    running.reload(yaml(CACHE, urls("/a") + ", memory: { size: 1MiB }"));
    assertThat(begun).hasSize(1);
    running.reload(yaml(CACHE, urls("/a, /b")));
    assertThat(begun).containsExactly(List.of("/a"), List.of("/a", "/b"));
    running.reload(yaml(CACHE, ""));
    assertThat(begun).hasSize(2);
    running.reload(yaml(CACHE, urls("/a, /b")));
    assertThat(begun).hasSize(3);
  }

  @Test
  void eachCacheIsWarmed() {
    TestGateway running = start(yaml("", urls("/a")));
    assertThat(begun).isEmpty();
    running.reload(yaml(CACHE, urls("/a")));
    assertThat(begun).hasSize(1);
    running.reload(yaml("", urls("/a")));
    running.reload(yaml(CACHE, urls("/a")));
    assertThat(begun).hasSize(2);
  }

  @Test
  void theFileIsReadBehindTheUrlsAndWithEachReload() throws Exception {
    String config =
        file("# all of them\n\n  http://h/b \r\n/c").replace("{ file", "{ urls: [ /a ], file");
    TestGateway running = start(yaml(CACHE, config));
    assertThat(begun).containsExactly(List.of("/a", "http://h/b", "/c"));
    file("/d");
    running.reload(yaml(CACHE, config));
    assertThat(begun).hasSize(2).last().isEqualTo(List.of("/a", "/d"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "warm_up: {} | cache.warm_up: neither urls nor file (expected: one, or both)",
        "warm_up: { urls: [ /a, b ] } | cache.warm_up.urls[1]: b (expected: an address such as"
            + " http://host/path or /path)",
        "warm_up: { file: no-such-file } | cache.warm_up.file: no-such-file (expected: a file that"
            + " exists)",
        "warm_up: { file: / } | cache.warm_up.file: / (expected: a file that exists)",
      })
  void aListThatIsNoneIsAnErrorOfTheConfig(String config, String error) {
    assertThatThrownBy(() -> start(yaml("", config))).hasMessageContaining(error);
  }

  @Test
  void aFileThatIsNoneIsAnErrorOfTheConfigAndLeavesTheOldOne() throws Exception {
    TestGateway running = start(yaml(CACHE, urls("/a")));
    String wrong = file("/a\nb\n#\nhttp://h\n");
    Path path = folder.resolve("urls.txt");
    assertThatThrownBy(() -> running.reload(yaml(CACHE, wrong)))
        .hasMessageContaining("cache.warm_up.file: " + path + ", line 2: b (expected: an address")
        .hasMessageContaining(path + ", line 4: http://h (expected: an address");
    String tooMany = file("/a\n".repeat(10_001));
    assertThatThrownBy(() -> running.reload(yaml(CACHE, tooMany)))
        .hasMessageContaining(path + ": 10001 addresses (expected: at most 10000, with urls)");
    String tooLong = file("#".repeat((2 << 20) + 1));
    assertThatThrownBy(() -> running.reload(yaml(CACHE, tooLong)))
        .hasMessageContaining(path + ": too long (expected: at most 2 MiB)");
    assertThat(begun).hasSize(1);
  }
}
