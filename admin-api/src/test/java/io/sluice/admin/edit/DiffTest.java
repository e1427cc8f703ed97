package io.sluice.admin.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.Resource;
import jakarta.json.JsonArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A difference leads from one document to the other, whatever has changed. */
class DiffTest {

  @Test
  void ofRandomDocumentsLeadsFromOneToTheOther() throws Exception {
    Random random = new Random(5);
    List<String> before = List.of();
    for (int i = 0; i < 600; i++) {
      List<String> after = edited(before, random);
      Document from = document(before, random.nextInt(3));
      Document to = document(after, random.nextInt(3));
      assertThat(applied(from, diff(from, to))).as(from.json()).isEqualTo(to.json());
      before = after.size() > 40 ? List.of() : after;
    }
  }

  /** What a patch says is done, by our own reading of patches and by the library's. */
  @Test
  void ourReadingOfPatchesIsTheLibrarys() throws Exception {
    Random random = new Random(6);
    for (int i = 0; i < 300; i++) {
      Document from = document(edited(edited(List.of(), random), random), 1);
      Document to = document(edited(edited(List.of(), random), random), 2);
      String patch = diff(from, to);
      List<Change> changes = Edits.patched(from, PatchBody.operations(patch), (key, text) -> text);
      assertThat(Json.value(from.with(changes).json()))
          .as(from.json() + " " + patch)
          .isEqualTo(Json.value(to.json()));
    }
  }

  /** Item by item, this would take the square of ten thousand. */
  @Test
  void aLongListInAThingIsReplacedWhole() throws Exception {
    StringBuilder targets = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      targets.append(i == 0 ? "" : ",").append("{\"address\":\"h:").append(i + 1).append("\"}");
    }
    Document from = parsed("{\"upstreams\":[{\"id\":\"u\",\"targets\":[" + targets + "]}]}");
    Document to = parsed(from.json().replace("h:777\"", "h:77777\""));
    assertThat(diff(from, to)).startsWith("[{\"op\":\"replace\",\"path\":\"/upstreams/0\"");
  }

  @Test
  void ofManyRoutesNamesTheOneThatChanges() throws Exception {
    StringBuilder routes = new StringBuilder("{\"routes\":[");
    for (int i = 0; i < 100_000; i++) {
      routes.append(i == 0 ? "" : ",").append("{\"id\":\"r").append(i).append("\",\"priority\":1}");
    }
    Document from = parsed(routes.append("]}").toString());
    List<Change> changes =
        Edits.patched(
            from,
            PatchBody.operations(
                "[{\"op\":\"replace\",\"path\":\"/routes/77777/priority\",\"value\":2}]"),
            (key, text) -> text);
    assertThat(changes)
        .singleElement()
        .satisfies(change -> assertThat(change.resource()).isEqualTo(Resource.route("r77777")));
    assertThat(Diff.text(from, from.with(changes), changes, (key, text) -> text))
        .isEqualTo("[{\"op\":\"replace\",\"path\":\"/routes/77777/priority\",\"value\":2}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "routes[3].match.path.prefix      | /routes/3/match/path/prefix",
        "a[\"b/c\"].d[\"e~f\"][0]         | /a/b~1c/d/e~0f/0",
        "listeners                        | /listeners",
        "[2]                              | /2",
        "filters[0].config.rate           | /filters/0/config/rate",
      })
  void aPathIsAPointerToo(String path, String pointer) {
    assertThat(Pointers.of(path)).isEqualTo(pointer);
  }

  private static String diff(Document from, Document to) {
    return Diff.text(from, to, from.changesTo(to), (key, text) -> text);
  }

  private static String applied(Document from, String patch) throws Exception {
    JsonArray ops = Json.value(patch).asJsonArray();
    String result =
        Json.PROVIDER.createPatch(ops).apply(Json.value(from.json()).asJsonObject()).toString();
    return parsed(result).json();
  }

  private static Document parsed(String json) throws Exception {
    return Document.of(ConfigLoader.raw(json, Format.JSON));
  }

  /** Things such as {@code 7:1}: an id and what is in it. */
  private static Document document(List<String> things, int section) throws Exception {
    StringBuilder json = new StringBuilder("{");
    if (section > 0) {
      json.append("\"consul\":{\"a\":").append(section).append("}");
    }
    if (section == 2) {
      json.append(",\"redis\":[1,").append(things.size()).append("]");
    }
    json.append(section > 0 && !things.isEmpty() ? "," : "");
    for (int i = 0; i < things.size(); i++) {
      String[] parts = things.get(i).split(":", 2);
      json.append(i == 0 ? "\"routes\":[" : ",");
      json.append("{\"id\":\"").append(parts[0]).append("\",\"v\":").append(parts[1]).append('}');
    }
    return parsed(json.append(things.isEmpty() ? "}" : "]}").toString());
  }

  private static List<String> edited(List<String> things, Random random) {
    List<String> next = new ArrayList<>(things);
    for (int i = random.nextInt(6); i > 0; i--) {
      int at = random.nextInt(next.size() + 1);
      switch (random.nextInt(5)) {
        case 0 -> {
          if (at < next.size()) {
            next.remove(at);
          }
        }
        case 1 -> {
          if (at < next.size()) {
            next.set(at, next.get(at).split(":", 2)[0] + ":" + random.nextInt(4));
          }
        }
        case 2 -> {
          if (random.nextInt(4) == 0) {
            Collections.shuffle(next, random);
          }
        }
        default -> {
          String id = "t" + random.nextInt(1_000_000);
          next.add(at, id + ":" + random.nextInt(4));
        }
      }
    }
    return next;
  }
}
