package io.sluice.gateway.document;

import static io.sluice.gateway.document.Documents.routes;
import static io.sluice.gateway.document.Documents.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            new Change(Resource.order("routes"), "{}", "{}"))) {
      assertThatThrownBy(() -> document.with(List.of(wrong)))
          .as("%s", wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not what the change begins with");
    }
  }

  @Test
  void refusesTwoChangesOfOneResource() {
    String places = Places.text(ABC.items("routes"));
    for (List<Change> twice :
        List.of(
            List.of(change("a", "1", "2", 0), change("a", "1", "3", 0)),
            List.of(
                new Change(Resource.section("redis"), null, "1"),
                new Change(Resource.section("redis"), "1", "2")),
            List.of(
                new Change(Resource.order("routes"), places, places),
                new Change(Resource.order("routes"), places, places)))) {
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
        "no json",
        "{}",
        "{\"a\":1,\"b\":2}",
        "{\"a\":1,\"b\":1,\"c\":2}",
        "{\"a\":0,\"b\":1,\"c\":2}",
        "{\"a\":1.5,\"b\":1,\"c\":2}",
      })
  void refusesAnOrderThatIsNone(String order) {
    String now = Places.text(ABC.items("routes"));

    assertThatThrownBy(() -> ABC.with(List.of(new Change(Resource.order("routes"), now, order))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("order");
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
