package io.sluice.gateway.document;

import static io.sluice.gateway.document.Documents.routes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows a change costs what the change touches, counted in looks at the file's order. */
class FileBaseCostTest {

  /** An order that counts who looks at it. */
  private static final class Looks extends AbstractList<String> implements RandomAccess {
    private final List<String> ids;
    private int count;

    Looks(List<String> ids) {
      this.ids = ids;
    }

    @Override
    public String get(int index) {
      count++;
      return ids.get(index);
    }

    @Override
    public int size() {
      return ids.size();
    }
  }

  private final Looks looks = new Looks(IntStream.range(0, 1000).mapToObj(i -> "r" + i).toList());
  private final String inFile = String.join(" ", looks.ids);

  /** After somebody else has removed what stands last in the file. */
  private final Document current = routes(inFile.replace(" r999", "") + " own");

  private final FileBase base =
      new FileBase(
          Map.of(
              Resource.route("r999"),
              FileBaseEdit.hash("{}"),
              Resource.route("own"),
              FileBase.ABSENT),
          Map.of("routes", looks));

  private FileBase after(Document next, boolean fromFile) {
    return base.after(current, current.changesTo(next), fromFile);
  }

  @ParameterizedTest(name = "{0} -> {1}, by the file: {2}")
  @CsvSource({
    "r500, r500:2, false",
    "r500, r500:2, true",
    "own, own:2, false",
    "own, '', false",
    "own, own more, false",
  })
  void theOrderIsNotLookedAtWhileWhatTheFileHasStandsWhereItStood(
      String from, String to, boolean fromFile) {
    String next = Documents.words(current).replaceFirst("\\b" + from + "\\b", to).strip();

    FileBase after = after(routes(next), fromFile);

    assertThat(after.orders().get("routes")).isSameAs(looks);
    assertThat(looks.count).isZero();
  }

  @Test
  void ofManyThingsThatTheFileRemovesTheOrderIsLookedThroughOnce() {
    String half = IntStream.range(0, 500).mapToObj(i -> "r" + i).collect(Collectors.joining(" "));

    FileBase after = after(routes(half + " own"), true);

    assertThat(after.orders().get("routes")).hasSize(501).endsWith("r499", "r999");
    assertThat(looks.count).isLessThanOrEqualTo(2 * looks.size());
  }
}
