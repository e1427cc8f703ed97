package io.sluice.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.RawConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random edits of a file and of the document beside a model that remembers all. */
class FileBasePropertyTest {

  private static Map<Resource, String> texts(Document document) {
    Map<Resource, String> texts = new HashMap<>();
    document.sections().forEach((key, text) -> texts.put(Resource.section(key), text));
    for (String list : RawConfig.LISTS) {
      for (Items.Item item : document.items(list).all()) {
        texts.put(new Resource(list, item.id()), item.text());
      }
    }
    return texts;
  }

  /** With a few of its resources as another document has them. */
  private static Document edited(Document document, Random random) {
    Map<String, String> sections = new LinkedHashMap<>(document.sections());
    Document other = Documents.random(random);
    Map<String, List<RawConfig.Item>> lists = new LinkedHashMap<>();
    for (String list : RawConfig.LISTS) {
      boolean edits = random.nextInt(3) == 0;
      lists.put(
          list,
          (edits ? other : document)
              .items(list).all().stream()
                  .map(item -> new RawConfig.Item(item.id(), item.text()))
                  .toList());
    }
    if (random.nextInt(3) == 0) {
      sections.put("redis", "{\"x\":" + random.nextInt(3) + "}");
    } else if (random.nextInt(3) == 0) {
      sections.remove("redis");
    }
    return Document.of(new RawConfig(sections, lists));
  }

  @Test
  void everyResourceIsFromWhereItWasChangedLast() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      Document file = Document.EMPTY;
      Document document = Document.EMPTY;
      FileBase base = FileBase.SAME;
      Map<Resource, String> model = new HashMap<>();
      for (int step = 0; step < 30; step++) {
        boolean byFile = random.nextInt(3) == 0;
        List<Change> changes;
        if (byFile) {
          Document next = edited(file, random);
          for (Resource each : union(texts(file), texts(next))) {
            String says = next.text(each);
            if (!Objects.equals(file.text(each), says)) {
              put(model, each, says);
            }
          }
          file = next;
          changes = document.placed(base.changesOfFile(document, file));
        } else {
          changes = document.changesTo(edited(document, random));
          for (Change change : changes) {
            if (!change.resource().isOrder()) {
              put(model, change.resource(), change.after());
            }
          }
        }
        base = base.after(document, changes, byFile);
        document = document.with(changes);
        assertThat(texts(document)).as("seed %d step %d", seed, step).isEqualTo(model);
        for (Map.Entry<String, List<String>> order : base.orders().entrySet()) {
          assertThat(FileBaseEdit.shared(base, document, order.getKey()))
              .as("an order that is not shown, seed %d step %d", seed, step)
              .isNotEqualTo(order.getValue());
        }
        if (byFile) {
          assertThat(base.changesOfFile(document, file))
              .as("without an edit, seed %d step %d", seed, step)
              .isEmpty();
        }
      }
      assertThat(base.changesOfFile(document, file)).as("at last, seed %d", seed).isEmpty();
    }
  }

  private static void put(Map<Resource, String> model, Resource resource, String text) {
    if (text == null) {
      model.remove(resource);
    } else {
      model.put(resource, text);
    }
  }

  private static Set<Resource> union(Map<Resource, String> one, Map<Resource, String> other) {
    Set<Resource> all = new HashSet<>(one.keySet());
    all.addAll(other.keySet());
    return all;
  }
}
