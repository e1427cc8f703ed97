package io.sluice.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.MatchConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table after any edits against one built from what they leave. */
class RouteEditPropertyTest {
  private static final int MOST_EDITS_AT_ONCE = 3;

  private final Map<String, RouteEdit.Now<Integer>> routes = new HashMap<>();
  private int values;

  @ParameterizedTest(name = "{1} routes, {2} edits, {3} bits of keys, seed {0}")
  @CsvSource({
    "1, 12, 150, 64",
    "2, 40, 150, 64",
    "3, 40, 150, 64",
    "4, 150, 80, 64",
    "5, 150, 80, 64",
    "6, 3000, 20, 64",
    "7, 40, 60, 0",
    "8, 40, 60, 12",
    "9, 100, 60, 16",
    "10, 100, 60, 20",
  })
  void anEditedTableIsLikeOneBuiltFromAllItsRoutes(long seed, int size, int edits, int bits) {
    Random random = new Random(seed);
    IndexKeys keys = bits == 64 ? IndexKeys.WHOLE : new IndexKeys(~(-1L >>> bits));
    for (int i = 0; i < size; i++) {
      routes.put("r" + i, randomRoute(random, 10L * i));
    }
    RouteTable<Integer> table = build(keys);
    for (int i = 0; i < edits; i++) {
      List<String> before = table.lines();
      RouteTable<Integer> edited = table.with(randomEdits(random, size));
      assertThat(table.lines()).isEqualTo(before);
      compare(edited, build(keys), random);
      table = edited;
    }
  }

  private RouteTable<Integer> build(IndexKeys keys) {
    RouteTable.Builder<Integer> builder = RouteTable.builder();
    routes.forEach((id, r) -> builder.add(id, r.position(), r.priority(), r.match(), r.value()));
    return builder.build(keys);
  }

  private RouteEdit.Now<Integer> randomRoute(Random random, long position) {
    int priority = random.nextInt(5) == 0 ? random.nextInt(3) - 1 : 0;
    return new RouteEdit.Now<>(position, priority, RandomRoutes.match(random), values++);
  }

  /** Of routes in the table, of such as are not, and of new ones; the model follows. */
  private List<RouteEdit<Integer>> randomEdits(Random random, int size) {
    Map<String, RouteEdit<Integer>> edits = new HashMap<>();
    for (int i = random.nextInt(MOST_EDITS_AT_ONCE); i >= 0; i--) {
      int number = random.nextInt(size + size / 8 + 1);
      String id = "r" + number;
      RouteEdit.Now<Integer> was = routes.get(id);
      RouteEdit.Now<Integer> now = randomRoute(random, 10L * number);
      if (was != null) {
        now =
            switch (random.nextInt(5)) {
              case 0, 1 -> like(was, was.priority(), was.match());
              case 2 -> like(was, was.priority() + random.nextInt(3) - 1, was.match());
              case 3 -> null;
              default -> now;
            };
      }
      edits.put(id, new RouteEdit<>(id, now));
    }
    edits.forEach((id, edit) -> routes.compute(id, (same, was) -> edit.now()));
    return new ArrayList<>(edits.values());
  }

  private RouteEdit.Now<Integer> like(RouteEdit.Now<Integer> was, int priority, MatchConfig match) {
    return new RouteEdit.Now<>(was.position(), priority, match, values++);
  }

  private static void compare(
      RouteTable<Integer> edited, RouteTable<Integer> built, Random random) {
    assertThat(edited.lines()).isEqualTo(built.lines());
    assertThat(edited.size()).isEqualTo(built.size());
    for (int i = 0; i < 40; i++) {
      TestRequest request = RandomRoutes.request(random);
      RouteEntry<Integer> found = edited.match(request);
      RouteEntry<Integer> expected = built.match(request);
      assertThat(found == null ? null : found.value())
          .as(() -> request + " in\n" + edited)
          .isEqualTo(expected == null ? null : expected.value());
      assertThat(edited.allowedMethods(request)).isEqualTo(built.allowedMethods(request));
    }
    TestRequest request = RandomRoutes.request(random);
    assertThat(edited.explain(request, 3)).isEqualTo(built.explain(request, 3));
  }
}
