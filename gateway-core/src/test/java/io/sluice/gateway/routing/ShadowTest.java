package io.sluice.gateway.routing;

import static io.sluice.gateway.routing.Matches.any;
import static io.sluice.gateway.routing.Matches.host;
import static io.sluice.gateway.routing.Matches.is;
import static io.sluice.gateway.routing.Matches.like;
import static io.sluice.gateway.routing.Matches.present;
import static io.sluice.gateway.routing.Matches.startsWith;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.ValueMatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShadowTest {
  private static final Shadow SHADOW = new Shadow("loser", "winner");

  /** With the winner put first by its priority; either of the two may be the one that changed. */
  private static boolean shadows(Matches winner, Matches loser) {
    RouteTable<Integer> table =
        RouteTable.<Integer>builder()
            .add("loser", 0, loser.build(), 1)
            .add("winner", 1, winner.build(), 2)
            .build();
    List<Shadow> found = table.shadowed(List.of("loser"));
    assertThat(table.shadowed(List.of("winner"))).isEqualTo(found);
    assertThat(found).isSubsetOf(SHADOW);
    return !found.isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "exact /a, exact /a, true",
    "exact /a, exact /a/, false",
    "exact /a, template /a, true",
    "exact /a, prefix /a, false",
    "exact /a, regex /a, false",
    "prefix /a, exact /a/b, true",
    "prefix /a, exact /ab, false",
    "prefix /a/, exact /a, false",
    "prefix /a, prefix /a, true",
    "prefix /a, prefix /a/b, true",
    "prefix /a, prefix /a/, true",
    "prefix /a/, prefix /a, false",
    "prefix /a/b, prefix /a, false",
    "prefix /a, prefix /ab, false",
    "prefix /a, template /a/{x}, true",
    "prefix /a/, template /a/{*x}, true",
    "prefix /, template /{x}, true",
    "prefix /a/b, template /a/{x}, false",
    "prefix /a, template /{x}/a, false",
    "prefix /a, regex /a/[0-9]+, true",
    "prefix /a, regex /a[0-9]+, false",
    "prefix /, regex /a.*, true",
    "prefix /, regex .*, false",
    "template /a/{x}, exact /a/b, true",
    "template /a/{x}, exact /a/, false",
    "template /a/{x}, exact /a/b/c, false",
    "template /a/{*x}, exact /a/b/c, true",
    "template /a/{x}, template /a/{y}, true",
    "template /{x}/{y}, template /a/{y}, true",
    "template /a/{y}, template /{x}/{y}, false",
    "template /{x}, template /{*y}, false",
    "template /{*x}, template /{y}, true",
    "template /{*x}, template /{y}/b/, true",
    "template /a/{*x}, template /a/{y}/{*z}, true",
    "template /a/{*x}, template /a/, false",
    "template /a/{*x}, template /a, false",
    "template /a/{x}/, template /a/{y}, false",
    "template /a/{*x}, prefix /a, false",
    "template /a/{*x}, prefix /a/, false",
    "template /a/{*x}, prefix /a/b, true",
    "template /a/{x}, prefix /a/b, false",
    "template /{*x}, prefix /, false",
    "template /a/{*x}, regex /a/b, false",
    "regex /a/.*, regex /a/.*, true",
    "regex /a/.*, regex /a/b.*, false",
    "regex /a/.*, exact /a/b, true",
    "regex /a/.*, exact /b, false",
    "regex /a/.*, prefix /a/b, false",
  })
  void aPathIsShadowedByOneThatTakesAllOfIt(String winner, String loser, boolean expected) {
    assertThat(shadows(any().path(winner), any().path(loser))).isEqualTo(expected);
    assertThat(shadows(host("*.test").path(winner), host("a.test").path(loser)))
        .isEqualTo(expected);
    assertThat(shadows(any(), any().path(loser))).isTrue();
    assertThat(shadows(any().path(winner), any())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "a.test, a.test, true",
    "a.test, b.test, false",
    "a.test, *.test, false",
    "*.test, a.test, true",
    "*.test, b.a.test, true",
    "*.test, test, false",
    "*.test, *.test, true",
    "*.test, *.a.test, true",
    "*.a.test, *.test, false",
    "*.test, *.atest, false",
    "a.test|b.test, a.test, true",
    "a.test, a.test|b.test, false",
    "*.test, a.test|b.test, true",
    "a.test|*.org, x.org|a.test, true",
  })
  void aHostIsShadowedByOneThatTakesAllOfIt(String winner, String loser, boolean expected) {
    for (String path : List.of("prefix /x", "regex /x+")) {
      assertThat(shadows(host(winner.split("\\|")).path(path), host(loser.split("\\|")).path(path)))
          .isEqualTo(expected);
    }
    assertThat(shadows(any(), host(loser.split("\\|")))).isTrue();
    assertThat(shadows(host(winner.split("\\|")), any())).isFalse();
  }

  static Stream<Arguments> conditions() {
    return Stream.of(
        Arguments.of(any(), any().method("GET"), true),
        Arguments.of(any().method("GET"), any(), false),
        Arguments.of(any().method("GET", "PUT"), any().method("PUT"), true),
        Arguments.of(any().method("PUT"), any().method("GET", "PUT"), false),
        Arguments.of(any().header(is("x", "1")), any().header(is("X", "1")), true),
        Arguments.of(any().query(is("x", "1")), any().query(is("X", "1")), false),
        Arguments.of(any().query(is("x", "1")), any().cookie(is("x", "1")), false),
        Arguments.of(any().from("10.0.0.0/8"), any().from("10.1.0.0/16", "10.2.0.1"), true),
        Arguments.of(any().from("10.0.0.0/8"), any().from("10.1.0.0/16", "11.0.0.0/8"), false),
        Arguments.of(any().from("10.1.0.0/16"), any().from("10.0.0.0/8"), false),
        Arguments.of(any().from("10.0.0.0/8"), any(), false),
        Arguments.of(any().from("::/0"), any().from("10.0.0.0/8"), false),
        Arguments.of(any().from("0.0.0.0/0"), any().from("2001:db8::/32"), false),
        Arguments.of(any().from("::/0"), any().from("2001:db8::/32"), true),
        Arguments.of(any().method("GET").header(is("x", "1")), any().header(is("x", "1")), false));
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void everyConditionOfTheWinnerMustFollowFromTheLosers(
      Matches winner, Matches loser, boolean expected) {
    assertThat(shadows(winner, loser)).isEqualTo(expected);
  }

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(present("x", true), is("x", "1"), true),
        Arguments.of(present("x", true), startsWith("x", "1"), true),
        Arguments.of(present("x", true), like("x", "1"), true),
        Arguments.of(present("x", true), present("x", false), false),
        Arguments.of(present("x", false), present("x", false), true),
        Arguments.of(present("x", false), is("x", "1"), false),
        Arguments.of(startsWith("x", "ab"), is("x", "abc"), true),
        Arguments.of(startsWith("x", "ab"), startsWith("x", "abc"), true),
        Arguments.of(startsWith("x", "abc"), startsWith("x", "ab"), false),
        Arguments.of(startsWith("x", "ab"), present("x", true), false),
        Arguments.of(like("x", "a+"), is("x", "aa"), true),
        Arguments.of(like("x", "a+"), is("x", "b"), false),
        Arguments.of(like("x", "a+"), like("x", "a+"), true),
        Arguments.of(like("x", "a+"), like("x", "aa"), false),
        Arguments.of(is("x", "1"), is("x", "2"), false),
        Arguments.of(is("x", "1"), is("y", "1"), false));
  }

  @ParameterizedTest
  @MethodSource("values")
  void aConditionOnAValueFollowsFromANarrowerOne(
      ValueMatch winner, ValueMatch loser, boolean expected) {
    assertThat(shadows(any().header(winner), any().header(loser))).isEqualTo(expected);
    assertThat(shadows(any().query(winner), any().query(loser))).isEqualTo(expected);
    assertThat(shadows(any().cookie(winner), any().cookie(loser))).isEqualTo(expected);
  }

  @Test
  void theMoreSpecificOfTheSamePriorityIsNotShadowed() {
    RouteTable<Integer> table =
        RouteTable.<Integer>builder()
            .add("all", 0, any().build(), 1)
            .add("narrow", 0, any().exact("/x").build(), 2)
            .build();
    assertThat(table.shadowed(List.of("all", "narrow"))).isEmpty();
  }

  @Test
  void ofTwoThatAreAlikeTheLaterIsShadowed() {
    RouteTable<Integer> table =
        RouteTable.<Integer>builder()
            .add("later", 20, 0, any().exact("/x").build(), 1)
            .add("earlier", 10, 0, any().exact("/x").build(), 2)
            .build();
    Shadow later = new Shadow("later", "earlier");
    assertThat(table.shadowed(List.of("earlier", "later", "unknown"))).containsExactly(later);
    assertThat(table.shadowed(List.of())).isEmpty();
  }

  @Test
  void onlyWhatHasToDoWithTheChangedRoutesIsReported() {
    RouteTable<Integer> table =
        RouteTable.<Integer>builder()
            .add("a", 1, any().prefix("/a").build(), 1)
            .add("a1", 0, any().prefix("/a/1").build(), 2)
            .add("b", 1, any().prefix("/b").build(), 3)
            .add("b1", 0, any().prefix("/b/1").build(), 4)
            .build();
    assertThat(table.shadowed(List.of("b"))).containsExactly(new Shadow("b1", "b"));
    assertThat(table.shadowed(List.of("a1"))).containsExactly(new Shadow("a1", "a"));
  }

  /** Of few changed routes and of many, which are found in different ways. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noRequestMeetsARouteThatIsReported(long seed) {
    Random random = new Random(seed);
    int reported = 0;
    for (int t = 0; t < 60; t++) {
      RouteTable.Builder<Integer> builder = RouteTable.builder();
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        ids.add("r" + i);
        builder.add("r" + i, random.nextInt(3), RandomRoutes.match(random), i);
      }
      RouteTable<Integer> table = builder.build();
      Set<String> shadowed = new HashSet<>();
      table.shadowed(ids).forEach(shadow -> shadowed.add(shadow.route()));
      Set<String> oneByOne = new HashSet<>();
      for (String id : ids) {
        table.shadowed(List.of(id)).forEach(shadow -> oneByOne.add(shadow.route()));
      }
      assertThat(oneByOne).isEqualTo(shadowed);
      for (int i = 0; i < 200; i++) {
        TestRequest request = RandomRoutes.request(random);
        RouteEntry<Integer> found = table.match(request);
        if (found != null) {
          assertThat(shadowed).as(() -> request + " in\n" + table).doesNotContain(found.id());
        }
      }
      reported += shadowed.size();
    }
    assertThat(reported).isGreaterThan(100);
  }
}
