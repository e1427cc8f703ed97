package io.sluice.gateway.routing;

import static io.sluice.gateway.routing.Matches.any;
import static io.sluice.gateway.routing.Matches.host;
import static io.sluice.gateway.routing.Matches.is;
import static io.sluice.gateway.routing.TestRequest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an edit changes, among enough other routes that it is not built anew for its size. */
class RouteEditTest {
  private static final int OTHERS = 5_000;

  private final RouteTable.Builder<String> routes = RouteTable.builder();

  @BeforeEach
  void addOthers() {
    for (int i = 0; i < OTHERS; i++) {
      routes.add("other" + i, i, 0, host("others.test").prefix("/o" + i + "/x").build(), "");
    }
  }

  private static RouteEdit<String> put(String id, Matches matches) {
    return RouteEdit.put(id, OTHERS, 0, matches.build(), "new");
  }

  private static String routeOf(RouteTable<String> table, String hostAndPath) {
    RouteEntry<String> found = table.match(get(hostAndPath));
    return found == null ? null : found.id();
  }

  private static Set<IndexPage<String>> pagesOf(RouteTable<String> table) {
    return new HashSet<>(List.of(table.index().pages()));
  }

  /** How many of the edited table's pages are not the table's. */
  private static int newPages(RouteTable<String> table, RouteTable<String> edited) {
    Set<IndexPage<String>> pages = pagesOf(edited);
    assertThat(pages).hasSizeGreaterThan(2);
    pages.removeAll(pagesOf(table));
    return pages.size();
  }

  @Test
  void anotherValueAloneIsExchangedInOnePage() {
    Matches match = any().template("/users/{id}");
    RouteTable<String> table = routes.add("users", OTHERS, 0, match.build(), "old").build();
    RouteTable<String> edited = table.with(List.of(put("users", match)));
    assertThat(edited.match(get("a.test/users/7")).value()).isEqualTo("new");
    assertThat(edited.match(get("a.test/users/7")).pathParameter("/users/7", "id")).isEqualTo("7");
    assertThat(table.match(get("a.test/users/7")).value()).isEqualTo("old");
    assertThat(newPages(table, edited)).isEqualTo(1);
    assertThat(edited.lines()).isEqualTo(table.lines());
  }

  @ParameterizedTest
  @ValueSource(strings = {"exact /users", "regex /u.*", "prefix /users"})
  void aValueIsExchangedWhereSeveralRoutesShareAPlace(String path) {
    routes.add("one", OTHERS, 0, any().path(path).header(is("x", "1")).build(), "old");
    RouteTable<String> table =
        routes.add("two", OTHERS + 1, 0, any().path(path).build(), "old").build();
    RouteEdit<String> edit = RouteEdit.put("two", OTHERS + 1, 0, any().path(path).build(), "new");
    RouteTable<String> edited = table.with(List.of(edit));
    assertThat(edited.match(get("a.test/users")).value()).isEqualTo("new");
    assertThat(edited.match(get("a.test/users").header("x", "1")).value()).isEqualTo("old");
  }

  @Test
  void aSecondRouteSplitsWhereOneWasAlone() {
    RouteTable<String> table =
        routes.add("one", OTHERS, 0, any().prefix("/a/b/c").build(), "").build();
    RouteTable<String> edited = table.with(List.of(put("two", any().exact("/a/b/d"))));
    assertThat(routeOf(edited, "a.test/a/b/c/x")).isEqualTo("one");
    assertThat(routeOf(edited, "a.test/a/b/d")).isEqualTo("two");
    assertThat(routeOf(table, "a.test/a/b/d")).isNull();
    assertThat(edited.size()).isEqualTo(OTHERS + 2);
  }

  @Test
  void theLastRouteOfAPlaceLeavesNothingBehind() {
    routes.add("one", OTHERS, 0, any().prefix("/a/b/c").build(), "");
    RouteTable<String> alone = routes.build();
    RouteTable<String> both =
        routes.add("two", OTHERS + 1, 0, any().exact("/a/b/d").build(), "").build();
    RouteTable<String> edited = both.with(List.of(RouteEdit.remove("two")));
    assertThat(routeOf(edited, "a.test/a/b/d")).isNull();
    assertThat(routeOf(edited, "a.test/a/b/c")).isEqualTo("one");
    assertThat(edited.index().size()).isEqualTo(alone.index().size());
    RouteTable<String> neither = edited.with(List.of(RouteEdit.remove("one")));
    assertThat(routeOf(neither, "a.test/a/b/c")).isNull();
    assertThat(neither.size()).isEqualTo(OTHERS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefix /v1", "exact /v1/api", "template /v1/{x}", "prefix /v1/api/"})
  void whatComesWhereAWalkSkippedSegmentsIsFound(String path) {
    for (String end : List.of("a", "b", "c")) {
      routes.add(end, OTHERS, 0, any().exact("/v1/api/users/" + end).build(), "");
    }
    RouteTable<String> edited = routes.build().with(List.of(put("new", any().path(path))));
    String asked =
        path.substring(path.indexOf(' ') + 1).replaceAll("\\{x}|/$", "/z").replace("//", "/");
    assertThat(routeOf(edited, "a.test" + asked)).isEqualTo("new");
    assertThat(routeOf(edited, "a.test/v1/api/users/b")).isEqualTo("b");
  }

  @Test
  void aRegexRouteComesAndGoes() {
    RouteTable<String> table = routes.build();
    RouteTable<String> edited = table.with(List.of(put("regex", host("*.test").regex("/[a-z]+"))));
    assertThat(routeOf(edited, "x.test/abc")).isEqualTo("regex");
    edited = edited.with(List.of(RouteEdit.remove("regex")));
    assertThat(routeOf(edited, "x.test/abc")).isNull();
    assertThat(edited.lines()).isEqualTo(table.lines());
  }

  @Test
  void aRouteThatReturnsHasThePlaceInTheConfigThatItHad() {
    Matches match = any().exact("/x");
    RouteTable<String> table =
        routes
            .add("first", OTHERS, 0, match.build(), "")
            .add("second", OTHERS + 10, 0, match.build(), "")
            .build();
    RouteTable<String> without = table.with(List.of(RouteEdit.remove("first")));
    assertThat(routeOf(without, "a.test/x")).isEqualTo("second");
    RouteTable<String> again = without.with(List.of(put("first", match)));
    assertThat(routeOf(again, "a.test/x")).isEqualTo("first");
    assertThat(again.lines()).isEqualTo(table.lines());
  }

  @Test
  void takingOutWhatIsNotInChangesNothing() {
    RouteTable<String> table = routes.build();
    assertThat(table.with(List.of(RouteEdit.remove("unknown")))).isSameAs(table);
    assertThat(table.with(List.of())).isSameAs(table);
  }

  @Test
  void refusesTwoEditsOfOneRoute() {
    RouteTable<String> table = routes.build();
    List<RouteEdit<String>> edits = List.of(put("a", any()), RouteEdit.remove("a"));
    assertThatThrownBy(() -> table.with(edits))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("route a: (expected: one edit of it)");
  }

  @Test
  void refusesAMatchThatCannotBeCompiledAndStaysAsItIs() {
    RouteTable<String> table = routes.build();
    assertThatThrownBy(() -> table.with(List.of(put("a", any().prefix("/a".repeat(300))))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("route a: path: ")
        .hasMessageEndingWith("(expected: at most 256 segments)");
    assertThat(table.size()).isEqualTo(OTHERS);
  }

  @Test
  void manyEditsAtOnceMakeATableLikeManyOneByOne() {
    RouteTable<String> table = routes.build();
    List<RouteEdit<String>> edits = new ArrayList<>();
    RouteTable<String> oneByOne = table;
    for (int i = 0; i < 1_500; i++) {
      RouteEdit<String> edit =
          i % 2 == 0 ? RouteEdit.remove("other" + i) : put("new" + i, any().prefix("/n" + i));
      edits.add(edit);
      oneByOne = i < 100 ? oneByOne.with(List.of(edit)) : oneByOne;
    }
    assertThat(table.with(edits.subList(0, 100)).lines()).isEqualTo(oneByOne.lines());
    assertThat(table.with(edits).size()).isEqualTo(OTHERS);
    assertThat(routeOf(table.with(edits), "a.test/n1499")).isEqualTo("new1499");
  }
}
