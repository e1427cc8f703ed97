package io.sluice.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Resource REDIS = Resource.section("redis");

  private static Revision revision(long number, String before, String after) {
    return Documents.revision(number, "api", List.of(new Change(REDIS, before, after)));
  }

  @Test
  void takesTheNextNumberAlone() {
    History history = History.of(Document.EMPTY, List.of(revision(4, null, null)));

    assertThatThrownBy(() -> history.with(revision(6, null, "1"), 10))
        .hasMessage("revision 6 (expected: 5)");
    assertThat(history.with(revision(5, null, "1"), 10).last().number()).isEqualTo(5);
  }

  @Test
  void knowsTheRevisionOfANumber() {
    History history =
        History.of(Document.EMPTY, List.of(revision(4, null, null)))
            .with(revision(5, null, "1"), 10);

    assertThat(history.revision(3)).isNull();
    assertThat(history.revision(5)).isSameAs(history.last());
    assertThat(history.revision(6)).isNull();
  }

  @Test
  void longTextsEndOlderRevisions() {
    String some = "x".repeat((int) (History.MOST_TEXT / 4));
    String other = "y".repeat((int) (History.MOST_TEXT / 4));
    History history = History.of(Document.EMPTY, List.of(revision(1, null, null)));
    history = history.with(revision(2, null, some), 100);
    for (int number = 3; number < 10; number++) {
      boolean odd = number % 2 == 1;
      history = history.with(revision(number, odd ? some : other, odd ? other : some), 100);
    }

    assertThat(history.revisions()).extracting(Revision::number).containsExactly(8L, 9L);
    assertThat(history.at(8).text(REDIS)).isSameAs(some);
  }

  @Test
  void aConfirmedRevisionStays() {
    Revision waits = new Revision(1, "0", Instant.EPOCH, "", "", "api", "", Instant.MAX, List.of());

    History history = History.of(Document.EMPTY, List.of(waits)).confirmed();

    assertThat(history.last().confirmBy()).isNull();
    assertThat(history.last().etag()).isEqualTo("\"1-0\"");
  }
}
