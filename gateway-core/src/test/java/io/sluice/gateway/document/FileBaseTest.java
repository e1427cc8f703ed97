package io.sluice.gateway.document;

import static io.sluice.gateway.document.Documents.routes;
import static io.sluice.gateway.document.Documents.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each resource is taken from where it was changed last. */
class FileBaseTest {
  private Document document = Document.EMPTY;
  private FileBase base = FileBase.SAME;

  private int file(Document says) {
    List<Change> changes = document.placed(base.changesOfFile(document, says));
    step(changes, true);
    return changes.size();
  }

  private void api(Document to) {
    step(document.changesTo(to), false);
  }

  private void step(List<Change> changes, boolean fromFile) {
    FileBase next = base.after(document, changes, fromFile);
    document = document.with(changes);
    base = next;
  }

  @ParameterizedTest(name = "{0}; then {1}; then {2} gives {3}")
  @CsvSource({
    // the file first, the API then, the edited file last, what is served
    "a b, a b, a b, a b",
    "a b, a b:2, a b, a b:2", // changed by the API, file as it was
    "a b, a b, a b:3, a b:3", // changed in the file
    "a b, a b:2, a b:3, a b:3", // changed by both: the file is last
    "a b, a b:2, a:3 b, a:3 b:2", // each of its own
    "a b, a, a b, a", // removed by the API
    "a b, a, a b:3, a b:3", // removed by the API, then edited in the file
    "a b, a b:2, a, a", // edited by the API, then removed in the file
    "a b, a, a, a", // removed by both
    "a b, a b x, a b, a b x", // added by the API
    "a b, a b x, a b x:3, a b x:3", // added by both
    "a b, a b, a y b, a y b", // added in the file, where it stands there
    "a b, a x b, a y b, a x y b", // both put one between
    "a b c, b c x, a b c y, b c x y",
    "a b c, a b c, c a b, c a b", // moved in the file
    "a b c, c a b, a b c, c a b", // moved by the API
    "a b c, c a b, b a c, b a c", // moved by both: the file is last
    "a b c, c a b, a b:2 c, c a b:2", // moved by the API, edited in the file
    "a b c, c a b, a c, c a", // moved by the API, removed in the file
    "a b c, c a b, a b c y, a b c y", // the file's order counts when it brings something new
    "a b c, a c, a b c, a c",
    "a b c, a:2 b:2 c:2, c b a, c:2 b:2 a:2",
    "'', x, '', x",
    "a, '', b, b",
  })
  void countsWhatWasChangedLast(String first, String api, String edited, String served) {
    file(routes(first));
    assertThat(words(document)).isEqualTo(first);
    assertThat(base).isEqualTo(FileBase.SAME);

    api(routes(api));
    file(routes(edited));

    assertThat(words(document)).isEqualTo(served);
    assertThat(file(routes(edited))).as("changes of a file without an edit").isZero();
  }

  @Test
  void sectionsFollowTheSameRule() {
    file(Documents.of("redis: 1\nadmin: 1\nstore: 1"));
    api(Documents.of("redis: 2\nadmin: 2\nconsul: 2"));

    file(Documents.of("redis: 3\nadmin: 1\nstore: 1"));

    assertThat(document.json()).isEqualTo("{\"admin\":2,\"consul\":2,\"redis\":3}");
    assertThat(file(Documents.of("redis: 3\nadmin: 1\nstore: 1"))).isZero();
  }

  @Test
  void anEditThatCatchesUpWithTheApiIsTheFilesFromThenOn() {
    file(routes("a b"));
    api(routes("a:2 b"));
    assertThat(file(routes("a:2 b"))).as("says that it has caught up").isEqualTo(1);
    assertThat(base).isEqualTo(FileBase.SAME);

    api(routes("a:3 b"));

    assertThat(file(routes("a:2 b"))).isZero();
    assertThat(words(document)).isEqualTo("a:3 b");
  }

  @Test
  void aRemovalThatCatchesUpWithTheApiIsTheFilesFromThenOn() {
    file(routes("a b"));
    api(routes("b"));
    file(routes("b"));
    assertThat(base).isEqualTo(FileBase.SAME);

    api(routes("b a"));
    assertThat(file(routes("b"))).isZero();
    assertThat(words(document)).isEqualTo("b a");
  }

  @Test
  void whatTheApiTakesBackIsTheFilesAgain() {
    file(routes("a b c"));
    api(routes("c b:2"));
    assertThat(base).isNotEqualTo(FileBase.SAME);

    api(routes("a b c"));

    assertThat(base).isEqualTo(FileBase.SAME);
  }

  @Test
  void whatTheApiPutsBackElsewhereStaysThere() {
    file(routes("a b c"));
    api(routes("b c"));
    api(routes("b c a:2"));

    assertThat(file(routes("a b c"))).isZero();
    assertThat(words(document)).isEqualTo("b c a:2");
    file(routes("a:3 b c"));
    assertThat(words(document)).isEqualTo("b c a:3");
    assertThat(file(routes("a:3 b c"))).isZero();
  }

  @Test
  void keepsHashesAndNoTexts() {
    file(Documents.of("admin: {tokens: [{token: hunter2}]}"));
    api(Documents.of("admin: {tokens: []}"));

    assertThat(base.differing().get(Resource.section("admin"))).matches("[0-9a-f]{32}");
    assertThat(base.toString()).doesNotContain("hunter2");
  }
}
