package io.sluice.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.config.ConsulConfig;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.Revision;
import io.sluice.loadbalancer.consul.ConsulAgent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** With a real agent. Each test has a prefix of its own. */
class ConsulStoreTest extends ConfigStoreContract {
  private static ConsulAgent agent;

  @TempDir private Path folder;
  private String prefix;

  @BeforeAll
  static void start() {
    agent = ConsulAgent.start();
  }

  @AfterAll
  static void stop() {
    if (agent != null) {
      agent.close();
    }
  }

  @BeforeEach
  void name(TestInfo test) {
    prefix = "sluice/" + test.getTestMethod().orElseThrow().getName();
  }

  static ConsulConfig config(String address, String token) {
    return new ConsulConfig(address, token, "", 2, "");
  }

  @Override
  ConsulStore create() {
    return store(null);
  }

  private ConsulStore store(FileStore copy) {
    return new ConsulStore(config(agent.address().toString(), ""), prefix, MOST, copy);
  }

  private FileStore copy(String name) {
    return new FileStore(folder.resolve(name), MOST);
  }

  @Override
  ConfigStore reopened(ConfigStore store) {
    return create();
  }

  @Test
  void oneOfTwoThatDoNotKnowOfEachOtherIsOvertaken() throws Exception {
    try (ConsulStore one = create();
        ConsulStore other = create()) {
      one.load();
      other.load();
      Document document = filled(one, 1);
      assertThatThrownBy(() -> other.append(tagged(1, Document.EMPTY.changesTo(document))))
          .isInstanceOf(StoreException.Overtaken.class);
      other.load();

      one.append(revision(2, step(document, 2)));
      assertThatThrownBy(() -> other.append(tagged(2, step(document, 22))))
          .isInstanceOf(StoreException.Overtaken.class)
          .hasMessage(
              "Consul at %s: %s/revision 2 was made by another gateway first",
              agent.address(), prefix);

      List<Revision> missed = other.since(revision(1, List.of()));
      assertThat(missed).containsExactly(revision(2, step(document, 2)));
      other.append(revision(3, step(document.with(step(document, 2)), 3)));
      assertThat(one.since(revision(2, List.of()))).hasSize(1);
    }
  }

  /** Of another author than {@link #revision}. */
  private static Revision tagged(long number, List<Change> changes) {
    return new Revision(
        number, "fedcba9876543210", Instant.EPOCH, "", "", "api", "", null, changes);
  }

  @Test
  void racingGatewaysLoseNoRevision() throws Exception {
    try (ConsulStore first = create()) {
      first.load();
      filled(first, 1);
    }
    List<CompletableFuture<List<Long>>> writers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int who = i;
      writers.add(CompletableFuture.supplyAsync(() -> race(who)));
    }
    List<Long> made = new ArrayList<>();
    for (CompletableFuture<List<Long>> writer : writers) {
      made.addAll(writer.get(120, TimeUnit.SECONDS));
    }

    assertThat(made).hasSize(100).doesNotHaveDuplicates();
    try (ConsulStore store = create()) {
      Stored stored = store.load();
      assertThat(stored.last().number()).isEqualTo(101);
      assertThat(stored.document().json()).contains(",\"says\":");
    }
  }

  private List<Long> race(int who) {
    List<Long> made = new ArrayList<>();
    try (ConsulStore store = create()) {
      Stored now = store.load();
      while (made.size() < 50) {
        long number = now.last().number() + 1;
        Revision next =
            new Revision(
                number,
                String.format("%016x", number * 2 + who),
                Instant.EPOCH,
                "" + who,
                "",
                "api",
                "",
                null,
                step(now.document(), number * 2 + who));
        try {
          store.append(next);
          made.add(number);
          now = store.known();
        } catch (StoreException.Overtaken e) {
          now = store.since(now.last()) == null ? store.load() : store.known();
        }
      }
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
    return made;
  }

  @Test
  void othersHearOfARevisionWithinASecond() throws Exception {
    try (ConsulStore one = create();
        ConsulStore other = create()) {
      one.load();
      Document document = filled(one, 1);
      other.load();
      BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
      other.watch(() -> heard.add(System.nanoTime()));
      Thread.sleep(200); // for the question to wait at the agent
      List<Long> micros = new ArrayList<>();
      for (int number = 2; number < 22; number++) {
        List<Change> changes = step(document, number);
        document = document.with(changes);
        one.append(revision(number, changes));
        long began = System.nanoTime();
        while (other.since(other.known().last()).isEmpty()
            && other.known().last().number() < number) {
          assertThat(heard.poll(5, TimeUnit.SECONDS)).as("revision %d", number).isNotNull();
        }
        micros.add((System.nanoTime() - began) / 1000);
        heard.poll(1, TimeUnit.SECONDS);
      }
      assertThat(other.known().document().json()).isEqualTo(document.json());
      micros.sort(null);
      System.out.println(
          "FIGURE append to known by another gateway, us: median "
              + micros.get(micros.size() / 2)
              + ", most "
              + micros.get(micros.size() - 1));
    }
  }

  @Test
  void othersHearOfAConfirmation() throws Exception {
    try (ConsulStore one = create();
        ConsulStore other = create()) {
      one.load();
      Document document = filled(one, 1);
      Instant soon = Instant.parse("2030-01-01T00:00:00Z");
      one.append(revision(2, "api", soon, step(document, 2)));
      other.load();
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      other.watch(() -> heard.add("changed"));

      one.confirm(2);

      assertThat(heard.poll(5, TimeUnit.SECONDS)).isNotNull();
      assertThat(other.since(other.known().last())).isEmpty();
      assertThat(other.known().last().confirmBy()).isNull();
    }
  }

  @Test
  void leavesNothingBehindThatNobodyNeeds() throws Exception {
    try (ConsulStore store = create()) {
      store.load();
      filled(store, 3);
      agent.put("/v1/kv/" + prefix + "/log/3-0123456789abcdef/0", "lost a race");
      agent.put("/v1/kv/" + prefix + "/log/99-0123456789abcdef/0", "is about to be added");
      agent.put("/v1/kv/" + prefix + "/log/note", "not ours");
      for (int number = 4; number < 60; number++) {
        List<Change> changes = step(store.known().document(), number);
        store.append(revision(number, changes));
      }
      String keys = agent.get("/v1/kv/" + prefix + "?keys").body();

      assertThat(keys.split(",")).hasSizeLessThan(2 * MOST + 6);
      assertThat(keys).contains("/log/99-").contains("/log/note").doesNotContain("/log/3-");
    }
  }

  @Test
  void startsFromItsCopyWhenConsulIsGone() throws Exception {
    try (ConsulAgent own = ConsulAgent.start()) {
      ConsulConfig config = config(own.address().toString(), "");
      Document document;
      try (ConsulStore store = new ConsulStore(config, prefix, MOST, copy("a"))) {
        assertThat(store.load()).isNull();
        document = filled(store, 5);
      }
      own.kill();
      try (ConsulStore store = new ConsulStore(config, prefix, MOST, copy("a"))) {
        assertStored(store.load(), document, 1, 5);
        assertThat(store.status().reachable()).isFalse();
        assertThat(store.status().trouble())
            .contains("cannot be reached")
            .contains("(not reached since the start)");
        assertThatThrownBy(() -> store.append(revision(6, step(document, 6))))
            .isInstanceOf(StoreException.class)
            .isNotInstanceOf(StoreException.Overtaken.class);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        store.watch(() -> heard.add("changed"));
        own.run(); // knows nothing
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(store.since(store.known().last())).as("of another line").isNull();
        assertThat(own.get("/v1/kv/" + prefix + "?keys").statusCode())
            .as("written from the copy by itself")
            .isEqualTo(404);
        assertThat(store.load()).isNotNull();
        assertThat(store.status().reachable()).isTrue();
        Revision next = revision(6, step(document, 6));
        store.append(next); // with all that was known
        try (ConsulStore other = new ConsulStore(config, prefix, MOST, null)) {
          assertThat(other.load().document().json())
              .isEqualTo(document.with(next.changes()).json());
        }
      }
    }
  }

  @Test
  void withoutACopyAStartWithoutConsulFails() throws Exception {
    try (ConsulStore store =
        new ConsulStore(config("http://127.0.0.1:9", ""), prefix, MOST, null)) {
      assertThatThrownBy(store::load)
          .isInstanceOf(StoreException.class)
          .hasMessage("Consul at http://127.0.0.1:9: cannot be reached");
    }
  }

  @Test
  void theCopyFollows() throws Exception {
    try (ConsulStore one = create();
        ConsulStore other = store(copy("b"))) {
      one.load();
      Document document = filled(one, 2);
      other.load();
      one.append(revision(3, step(document, 3)));
      other.since(other.known().last());
    }
    try (FileStore copy = copy("b")) {
      assertThat(copy.load().last()).isEqualTo(revision(3, step(routes3(2), 3)));
    }
  }

  private static Document routes3(int says) {
    Document document = routes(3, "\"x\"");
    return document.with(step(document, says));
  }

  @Test
  void aDamagedCopyIsToldAndReplaced() throws Exception {
    Files.writeString(folder.resolve("c"), "junk\n");
    try (ConsulStore one = create()) {
      one.load();
      filled(one, 2);
    }
    try (ConsulStore store = store(copy("c"))) {
      assertThat(store.load().last().number()).isEqualTo(2);
      assertThat(store.status().trouble()).isEmpty();
    }
    try (FileStore copy = copy("c")) {
      assertThat(copy.load().last().number()).isEqualTo(2);
    }
  }

  @Test
  void theTokenIsInNoMessage() throws Exception {
    try (ConsulAgent closed = ConsulAgent.startWithAcls("root-token");
        ConsulStore store =
            new ConsulStore(config(closed.address().toString(), "hunter2"), prefix, MOST, null);
        ConsulStore root =
            new ConsulStore(
                config(closed.address().toString(), "root-token"), prefix, MOST, null)) {
      assertThatThrownBy(store::load)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("403")
          .hasMessageContaining("expected: a token that may write keys there")
          .hasMessageNotContaining("hunter2");
      assertThat(store.status().trouble()).doesNotContain("hunter2");
      assertThat(root.load()).isNull();
      filled(root, 2);
    }
  }

  @Test
  void refusesAHeadThatIsNotOurs() throws Exception {
    for (String text :
        new String[] {
          "x",
          "{}",
          "{\"format\":\"sluice-config\",\"version\":9}",
          "{\"format\":\"sluice-config\",\"version\":1,\"first\":1,\"chunks\":1}",
          "{\"format\":\"sluice-config\",\"version\":1,\"first\":1,\"chunks\":1000000000,"
              + "\"entries\":[{\"tag\":\"a\",\"chunks\":0}]}"
        }) {
      agent.put("/v1/kv/" + prefix + "/head", text);
      try (ConsulStore store = create()) {
        assertThatThrownBy(store::load)
            .as(text)
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("head cannot be used: ");
      }
    }
  }
}
