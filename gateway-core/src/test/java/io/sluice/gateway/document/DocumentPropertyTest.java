package io.sluice.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.RawConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ways through random documents. */
class DocumentPropertyTest {
  private static final int STEPS = 3000;

  private static void assertSame(Document found, Document expected) {
    assertThat(found.json()).isEqualTo(expected.json());
    for (String list : RawConfig.LISTS) {
      Items items = found.items(list);
      long last = 0;
      for (int i = 0; i < items.size(); i++) {
        Items.Item item = items.at(i);
        assertThat(item.place()).isGreaterThan(last);
        last = item.place();
        assertThat(items.of(item.id())).isSameAs(item);
        assertThat(items.indexFrom(item.place())).isEqualTo(i);
      }
    }
  }

  private static void assertSamePlaces(Document found, Document expected) {
    assertSame(found, expected);
    for (String list : RawConfig.LISTS) {
      assertThat(found.items(list).all()).isEqualTo(expected.items(list).all());
    }
  }

  @Test
  void changesLeadToTheOtherDocumentAndTheirInverseLeadsBack() {
    Random random = new Random(1);
    Document from = Documents.random(random);
    for (int i = 0; i < STEPS; i++) {
      Document to = Documents.random(random);
      List<Change> changes = from.changesTo(to);
      Document next = from.with(changes);
      assertSame(next, to);
      assertSamePlaces(next.with(changes.stream().map(Change::inverse).toList()), from);
      assertThat(next.changesTo(to)).isEmpty();
      from = next;
    }
  }

  @Test
  void placedChangesGiveTheSamePlaces() {
    Random random = new Random(2);
    Document from = Documents.random(random);
    for (int i = 0; i < STEPS; i++) {
      List<Change> changes = new ArrayList<>();
      for (Change change : from.changesTo(Documents.random(random))) {
        changes.add(new Change(change.resource(), change.before(), change.after())); // no places
      }
      Document next = from.with(changes);
      List<Change> placed = from.placed(changes);
      assertSamePlaces(from.with(placed), next);
      assertThat(from.placed(placed)).isEqualTo(placed);
      assertSamePlaces(next.with(placed.stream().map(Change::inverse).toList()), from);
      from = next;
    }
  }

  @Test
  void historyGoesBackToEveryRevisionThatItKeeps() {
    Random random = new Random(3);
    for (int round = 0; round < 20; round++) {
      Document document = Documents.random(random);
      List<Document> all = new ArrayList<>(List.of(document));
      History history = History.of(document, List.of(Documents.revision(1, "api", List.of())));
      int most = 2 + random.nextInt(12);
      for (int number = 2; number < 20; number++) {
        List<Change> changes = document.placed(document.changesTo(Documents.random(random)));
        history = history.with(Documents.revision(number, "api", changes), most);
        document = document.with(changes);
        all.add(document);
        assertThat(history.revisions()).hasSize(Math.min(number, most));
        for (int then = 1; then <= number; then++) {
          if (then > number - most) {
            assertSamePlaces(history.at(then), all.get(then - 1));
          } else {
            assertThat(history.at(then)).isNull();
          }
        }
        assertThat(history.at(number + 1)).isNull();
      }
    }
  }
}
