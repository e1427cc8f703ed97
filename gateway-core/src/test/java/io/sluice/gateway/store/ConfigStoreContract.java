package io.sluice.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.config.RawConfig;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.FileBase;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.document.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every store promises. */
abstract class ConfigStoreContract {
  static final int MOST = 10;

  private final List<ConfigStore> opened = new ArrayList<>();

  /** One that nobody has written. Called once in each test. */
  abstract ConfigStore create() throws Exception;

  /** Another one on what the last has kept; the same when it keeps nothing beyond the process. */
  abstract ConfigStore reopened(ConfigStore store) throws Exception;

  private ConfigStore open() throws Exception {
    return opened(create());
  }

  private ConfigStore reopen(ConfigStore store) throws Exception {
    return opened(reopened(store));
  }

  private ConfigStore opened(ConfigStore store) {
    opened.add(store);
    return store;
  }

  @AfterEach
  void close() {
    opened.forEach(ConfigStore::close);
  }

  static Revision revision(long number, List<Change> changes) {
    return revision(number, "api", null, changes);
  }

  static Revision revision(long number, String source, Instant confirmBy, List<Change> changes) {
    return new Revision(
        number,
        String.format("%016x", number * 31),
        Instant.ofEpochSecond(1_700_000_000 + number, 123_456_789),
        "öps",
        "127.0.0.1",
        source,
        "because \"" + number + "\"\n",
        confirmBy,
        changes);
  }

  static Document routes(int count, String says) {
    List<RawConfig.Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(new RawConfig.Item("r" + i, "{\"id\":\"r" + i + "\",\"says\":" + says + "}"));
    }
    return Document.of(new RawConfig(Map.of("redis", "{}"), Map.of("routes", items)));
  }

  /** The route r0 says the next number. */
  static List<Change> step(Document document, long number) {
    Resource route = Resource.route("r0");
    return List.of(
        new Change(route, document.text(route), "{\"id\":\"r0\",\"says\":" + number + "}"));
  }

  /** Appends the first revision and those up to a number; the document then. */
  static Document filled(ConfigStore store, int last) throws StoreException {
    Document document = routes(3, "\"x\"");
    store.append(revision(1, "file", null, Document.EMPTY.changesTo(document)));
    for (int number = 2; number <= last; number++) {
      List<Change> changes = step(document, number);
      store.append(revision(number, changes));
      document = document.with(changes);
    }
    return document;
  }

  static void assertStored(Stored stored, Document document, long first, long last) {
    assertThat(stored.document().json()).isEqualTo(document.json());
    assertThat(stored.revisions().get(0).number()).isEqualTo(first);
    assertThat(stored.last().number()).isEqualTo(last);
    Document replayed = stored.oldest();
    for (Revision revision : stored.revisions().subList(1, stored.revisions().size())) {
      replayed = replayed.with(revision.changes());
    }
    assertThat(replayed.json()).isEqualTo(document.json());
  }

  @Test
  void hasNothingAtFirst() throws Exception {
    assertThat(open().load()).isNull();
  }

  @Test
  void loadsWhatWasAppended() throws Exception {
    ConfigStore store = open();
    store.load();
    Document document = filled(store, 3);

    Stored stored = reopen(store).load();

    assertStored(stored, document, 1, 3);
    List<Change> changes = step(routes(3, "\"x\""), 2);
    assertThat(stored.revisions().get(1)).isEqualTo(revision(2, changes));
    assertThat(stored.revisions().get(0)).isEqualTo(revision(1, "file", null, List.of()));
  }

  @Test
  void keepsPlacesAndOrder() throws Exception {
    ConfigStore store = open();
    store.load();
    Document document = filled(store, 1);
    Document moved =
        Document.of(
            new RawConfig(
                Map.of(),
                Map.of(
                    "routes",
                    List.of(
                        new RawConfig.Item("r2", "{\"id\":\"r2\"}"),
                        new RawConfig.Item("new", "{\"id\":\"new\"}"),
                        new RawConfig.Item("r0", "{\"id\":\"r0\"}")))));
    List<Change> changes = document.changesTo(moved);
    store.append(revision(2, changes));

    Stored stored = reopen(store).load();

    assertThat(stored.document().json()).isEqualTo(moved.json());
    assertThat(stored.document().items("routes").all())
        .isEqualTo(document.with(changes).items("routes").all());
    assertThat(stored.last().changes()).isEqualTo(changes);
  }

  @Test
  void keepsAsManyRevisionsAsItMay() throws Exception {
    ConfigStore store = open();
    store.load();
    Document document = filled(store, 3 * MOST);

    assertStored(reopen(store).load(), document, 2 * MOST + 1, 3 * MOST);
  }

  @Test
  void numbersMakeALine() throws Exception {
    ConfigStore store = open();
    store.load();
    Document document = filled(store, 2);

    assertThatThrownBy(() -> store.append(revision(4, step(document, 4)))).isNotNull();
    assertThatThrownBy(() -> store.append(revision(2, step(document, 2)))).isNotNull();

    store.append(revision(3, step(document, 3)));
    assertThat(reopen(store).load().last().number()).isEqualTo(3);
  }

  @Test
  void aConfirmedRevisionStays() throws Exception {
    ConfigStore store = open();
    store.load();
    Document document = filled(store, 1);
    Instant soon = Instant.parse("2030-01-01T00:00:00Z");
    store.append(revision(2, "api", soon, step(document, 2)));
    store.confirm(1);
    ConfigStore again = reopen(store);
    assertThat(again.load().last().confirmBy()).isEqualTo(soon);

    again.confirm(2);
    again.confirm(2);

    ConfigStore third = reopen(again);
    assertThat(third.load().last().confirmBy()).isNull();
    third.append(revision(3, step(document.with(step(document, 2)), 3)));
    assertThat(reopen(third).load().revisions().get(1).confirmBy()).isNull();
  }

  @Test
  void tellsTheRevisionsBehindAKnownOne() throws Exception {
    ConfigStore store = open();
    store.load();
    filled(store, 2 * MOST);
    Revision other =
        new Revision(2 * MOST - 1, "other", Instant.EPOCH, "", "", "", "", null, List.of());

    assertThat(store.since(revision(2 * MOST, List.of()))).isEmpty();
    assertThat(store.since(revision(2 * MOST - 2, List.of())))
        .extracting(Revision::number)
        .containsExactly(2L * MOST - 1, 2L * MOST);
    assertThat(store.since(other)).as("of another line").isNull();
    assertThat(store.since(revision(2, List.of()))).as("not kept").isNull();
    assertThat(store.since(revision(2 * MOST + 1, List.of()))).as("not there").isNull();
  }

  @Test
  void remembersWhatTheFileSaid() throws Exception {
    ConfigStore store = open();
    store.load();
    Document document = filled(store, 3 * MOST);
    Stored stored = reopen(store).load();

    assertThat(stored.base().differing()).containsOnlyKeys(Resource.route("r0"));
    assertThat(stored.base().changesOfFile(document, routes(3, "\"x\""))).isEmpty();
    assertThat(stored.base().changesOfFile(document, routes(3, "\"y\""))).hasSize(3);
    assertThat(stored.oldestBase()).isNotEqualTo(FileBase.SAME);
  }

  @Test
  void takesLargeDocuments() throws Exception {
    ConfigStore store = open();
    store.load();
    Document large = routes(5000, "\"" + "\\\"é€😀".repeat(50) + "\"");
    store.append(revision(1, Document.EMPTY.changesTo(large)));
    Document other = routes(5000, "\"" + "other".repeat(50) + "\"");
    store.append(revision(2, large.changesTo(other)));

    Stored stored = reopen(store).load();

    assertStored(stored, other, 1, 2);
    assertThat(stored.oldest().json()).isEqualTo(large.json());
  }

  @Test
  void isWellAndSaysWhereItIs() throws Exception {
    ConfigStore store = open();
    store.load();

    assertThat(store.status().reachable()).isTrue();
    assertThat(store.status().trouble()).isEmpty();
    assertThat(store.status().type()).isIn("memory", "file", "consul");
  }
}
