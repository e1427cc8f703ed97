package io.sluice.gateway.document;

import static io.sluice.gateway.document.Documents.routes;
import static io.sluice.gateway.document.Documents.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
  private static final Document ABC = routes("a b c");

  private static Change change(String id, String before, String after, long place) {
    return new Change(Resource.route(id), text(id, before), text(id, after), place);
  }

  private static String text(String id, String says) {
    return says == null ? null : "{\"id\":\"" + id + "\",\"says\":" + says + "}";
  }

  @Test
  void isOneJsonText() {
    Document document =
        Documents.of("redis: {uri: x}\nroutes: [{id: a}]\naccess_log: {off: true}\nupstreams: []");

    assertThat(document.json())
        .isEqualTo(
            "{\"access_log\":{\"off\":true},\"redis\":{\"uri\":\"x\"},\"routes\":[{\"id\":\"a\"}]}");
    assertThat(Document.EMPTY.json()).isEqualTo("{}");
  }

  @Test
  void givesTheTextOfEachResource() {
    Document document = Documents.of("redis: {uri: x}\nroutes: [{id: a, n: 1.10}]");

    assertThat(document.text(Resource.section("redis"))).isEqualTo("{\"uri\":\"x\"}");
    assertThat(document.text(Resource.route("a"))).isEqualTo("{\"id\":\"a\",\"n\":1.10}");
    assertThat(document.text(Resource.upstream("a"))).isNull();
    assertThat(document.text(Resource.section("admin"))).isNull();
  }

  @Test
  void newThingsGoBehindAllOthers() {
    Document next = ABC.with(List.of(change("e", null, "1", 0), change("d", null, "1", 0)));

    assertThat(words(next)).isEqualTo("a b c e d");
    assertThat(words(ABC)).isEqualTo("a b c");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "a b c, a b:2 c",
    "a b c, x a b c",
    "a b c, a x y b c z",
    "a b c, c b a",
    "a b c, b",
    "a b c, ''",
    "'', a b c",
    "a b c, c x a:2",
    "a b c, x y z",
  })
  void changesLeadFromOneToTheOtherAndBack(String from, String to) {
    List<Change> changes = routes(from).changesTo(routes(to));

    Document next = routes(from).with(changes);
    assertThat(words(next)).isEqualTo(to);
    assertThat(words(next.with(changes.stream().map(Change::inverse).toList()))).isEqualTo(from);
  }

  @Test
  void onlyWhatDiffersIsAChange() {
    assertThat(ABC.changesTo(routes("a b:2 c"))).containsExactly(change("b", "1", "2", 0));
    assertThat(ABC.changesTo(routes("a b c"))).isEmpty();
  }

  @Test
  void roomBetweenTwoNeighboursThatIsUsedUpIsMadeAnew() {
    Document document = routes("a z");
    String order = "a z";
    for (int i = 0; i < 60; i++) {
      order = "a " + (char) ('A' + i % 26) + i + order.substring(1);
      document = document.with(document.changesTo(routes(order)));
      assertThat(words(document)).isEqualTo(order);
    }
  }

  @Test
  void refusesChangesThatBeginWithSomethingElse() {
    Document document = ABC.with(List.of(new Change(Resource.section("redis"), null, "{}")));

    for (Change wrong :
        List.of(
            change("a", "2", "3", 0),
            change("a", null, "3", 0),
            change("x", "1", null, 0),
            new Change(Resource.section("redis"), null, "1"),
            new Change(Resource.order("routes"), "{\"a\":1}", "{}"),
            new Change(Resource.order("routes"), "{\"x\":1}", "{}"))) {
      assertThatThrownBy(() -> document.with(List.of(wrong)))
          .as("%s", wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not what the change begins with");
    }
  }

  @Test
  void refusesTwoChangesOfOneResource() {
    for (List<Change> twice :
        List.of(
            List.of(change("a", "1", "2", 0), change("a", "1", "3", 0)),
            List.of(
                new Change(Resource.section("redis"), null, "1"),
                new Change(Resource.section("redis"), "1", "2")),
            List.of(
                new Change(Resource.order("routes"), "{}", "{}"),
                new Change(Resource.order("routes"), "{}", "{}")))) {
      assertThatThrownBy(() -> ABC.with(twice))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("changed twice");
    }
  }

  @Test
  void refusesPlacesThatAreTakenOrNone() {
    long taken = ABC.items("routes").at(1).place();

    assertThatThrownBy(() -> ABC.with(List.of(change("x", null, "1", taken))))
        .hasMessage("x: place " + taken + " (expected: one that is free)");
    assertThatThrownBy(() -> ABC.with(List.of(change("x", null, "1", -1))))
        .hasMessage("routes/x: place -1 (expected: not negative)");
    assertThatThrownBy(
            () -> ABC.with(List.of(change("x", null, "1", 5), change("y", null, "1", 5))))
        .hasMessageContaining("expected: one that is free");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no json                 | not an order of things",
        "[1]                     | not an order of things",
        "{\"a\":0}               | an order without a place of a",
        "{\"a\":1.5}             | an order without a place of a",
        "{\"a\":1,\"x\":2}       | an order with a place of x, which is not there",
        "{\"a\":1,\"b\":1}       | a: place 1 (expected: one that is free)",
        "{\"a\":1,\"b\":3145728} | b: place 3145728 (expected: one that is free)",
      })
  void refusesAnOrderThatIsNone(String order, String why) {
    assertThatThrownBy(() -> ABC.with(List.of(new Change(Resource.order("routes"), "{}", order))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }

  @ParameterizedTest(name = "{0} -> {1} moves {2}")
  @CsvSource({
    "a b c d e, e a b c d, e",
    "a b c d e, b c d e a, a",
    "a b c d e, a d:2 x b c e, d",
    "a b c d e, b a e d, b e",
    "a b c, a x c, ''",
  })
  void anOrderNamesWhatMovesAndNothingElse(String from, String to, String moves) {
    List<Change> changes = routes(from).changesTo(routes(to));

    List<String> named = new ArrayList<>();
    for (Change change : changes) {
      if (change.resource().isOrder()) {
        named.addAll(Places.of(change.after()).keySet());
        assertThat(Places.of(change.before())).containsOnlyKeys(named);
      }
    }
    assertThat(String.join(" ", named)).isEqualTo(moves);
    assertThat(words(routes(from).with(changes))).isEqualTo(to);
  }

  @ParameterizedTest(name = "before the last that came: {0}")
  @ValueSource(booleans = {true, false})
  void ordersAreShortHoweverManyThingsThereAreAndCrowdAtOnePlace(boolean before) {
    List<String> ids = new ArrayList<>(IntStream.range(0, 2000).mapToObj(i -> "r" + i).toList());
    Document document = routes(String.join(" ", ids));
    long text = 0;
    for (int i = 0; i < 200; i++) {
      ids.add(before ? 1 : 1 + i, ids.remove(ids.size() - 1));
      List<Change> changes = document.changesTo(routes(String.join(" ", ids)));
      text += Documents.revision(1, "api", changes).text();
      document = document.with(changes);
    }
    assertThat(text).isLessThan(50_000); // all places just once are 30,000
    assertThat(words(document)).isEqualTo(String.join(" ", ids));
  }

  /** As it was written before an order named what moves alone. */
  @Test
  void anOrderMayNameAllThings() {
    Resource order = Resource.order("routes");
    String all = "{\"c\":1048576,\"x\":2097152,\"a\":3145728}";
    List<Change> changes =
        List.of(
            change("b", "1", null, 2 * Items.GAP),
            change("x", null, "1", 0),
            new Change(order, ABC.before(order, all), all));

    Document next = ABC.with(changes);

    assertThat(words(next)).isEqualTo("c x a");
    Document back = next.with(changes.stream().map(Change::inverse).toList());
    assertThat(back.items("routes").all()).isEqualTo(ABC.items("routes").all());
  }

  @Test
  void aPlaceThatBecomesFreeMayBeTaken() {
    long freed = ABC.items("routes").at(1).place();

    Document next = ABC.with(List.of(change("b", "1", null, freed), change("x", null, "1", freed)));

    assertThat(words(next)).isEqualTo("a x c");
  }

  @Test
  void aChangeFromATextToTheSameChangesNothing() {
    Document next =
        ABC.with(List.of(change("a", "1", "1", 0), new Change(Resource.route("x"), null, null)));

    assertThat(words(next)).isEqualTo("a b c");
  }
}
