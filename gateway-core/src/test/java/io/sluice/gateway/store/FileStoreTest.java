package io.sluice.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.document.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileStoreTest extends ConfigStoreContract {
  @TempDir private Path folder;
  private Path file;
  private final FailingDisk disk = new FailingDisk();
  private FileStore failing;

  @BeforeEach
  void files() {
    file = folder.resolve("new/sluice.state");
    failing = new FileStore(file, MOST, disk::wrap);
  }

  @AfterEach
  void closeFiles() {
    failing.close();
  }

  @Override
  ConfigStore create() {
    return new FileStore(file, MOST);
  }

  @Override
  ConfigStore reopened(ConfigStore store) {
    store.close();
    return create();
  }

  private Stored loaded() throws StoreException {
    failing.close();
    try (FileStore store = new FileStore(file, MOST)) {
      return store.load();
    }
  }

  @Test
  void onlyItsOwnerMayReadIt() throws Exception {
    failing.load();
    filled(failing, 2);

    for (Path each : List.of(file, file.resolveSibling("sluice.state.lock"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void anAppendIsOneShortLine() throws Exception {
    failing.load();
    Document document = routes(1000, "\"long\"");
    failing.append(revision(1, Document.EMPTY.changesTo(document)));
    long before = Files.size(file);

    failing.append(revision(2, step(document, 2)));

    assertThat(Files.size(file) - before).isLessThan(400);
  }

  @Test
  void isReplacedByAShorterOneFromTimeToTime() throws Exception {
    failing.load();
    filled(failing, 2 * MOST);
    assertThat(Files.readAllLines(file)).hasSize(2 * MOST);

    filledOn(2 * MOST + 1);

    assertThat(Files.readAllLines(file)).hasSize(MOST);
    for (int number = 2 * MOST + 2; number < 200; number++) {
      filledOn(number);
      assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(2 * MOST);
    }
    assertThat(loaded().last().number()).isEqualTo(199);
  }

  private void filledOn(int number) throws StoreException {
    failing.append(revision(number, step(failing.load().document(), number)));
  }

  @Test
  void isReplacedWhenMostOfItIsOld() throws Exception {
    failing.load();
    failing.append(revision(1, Document.EMPTY.changesTo(routes(1, "1"))));
    for (int number = 2; number < MOST + 4; number++) {
      Document to =
          routes(1, number < 6 ? "\"" + (number + "x").repeat(50_000) + "\"" : "" + number);
      failing.append(revision(number, failing.load().document().changesTo(to)));
    }

    assertThat(Files.size(file)).isLessThan(250_000);
    assertThat(loaded().last().number()).isEqualTo(MOST + 3);
  }

  @Test
  void twoGatewaysDoNotWriteOneFile() throws Exception {
    failing.load();
    try (FileStore late = new FileStore(file, MOST)) {
      try (FileStore early = new FileStore(file, MOST)) {
        assertThat(early.load()).isNull();
        failing.append(revision(1, Document.EMPTY.changesTo(routes(1, "1"))));
        assertThatThrownBy(late::load)
            .isInstanceOf(StoreException.class)
            .hasMessage(
                file
                    + ": cannot be read: another gateway is using it (expected: a state file for"
                    + " each, see store.path)");
        failing.close();
        assertThatThrownBy(
                () -> early.append(revision(1, Document.EMPTY.changesTo(routes(1, "2")))))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("another gateway has written it");
      }
      assertThat(late.load()).isNotNull();
    }
  }

  @ParameterizedTest(name = "room for {0} bytes, force {1}, truncate {2}")
  @CsvSource({
    "0, false, false",
    "1, false, false",
    "60, false, false",
    "60, false, true",
    "10000, true, false",
    "10000, true, true",
  })
  void aWriteThatFailsIsToldAndTheNextOneCounts(
      long room, boolean forceFails, boolean truncateFails) throws Exception {
    failing.load();
    Document document = filled(failing, 3);
    disk.room = room;
    disk.forceFails = forceFails;
    disk.truncateFails = truncateFails;

    assertThatThrownBy(() -> failing.append(revision(4, step(document, 4))))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(file + ": revision 4 cannot be written: ");
    assertThat(failing.since(revision(3, List.of()))).isEmpty();
    assertThat(failing.status().reachable()).isFalse();
    assertThatThrownBy(() -> failing.append(revision(4, step(document, 4))))
        .isInstanceOf(StoreException.class);

    disk.room = Long.MAX_VALUE;
    disk.forceFails = false;
    disk.truncateFails = false;
    failing.append(revision(4, step(document, 44)));
    failing.append(revision(5, step(document.with(step(document, 44)), 5)));

    assertThat(failing.status().trouble()).isEmpty();
    Stored stored = loaded();
    assertThat(stored.last().number()).isEqualTo(5);
    assertThat(stored.revisions().get(3).changes()).isEqualTo(step(document, 44));
  }

  @Test
  void aFileThatSomebodyMovesAwayIsWrittenAnew() throws Exception {
    failing.load();
    Document document = filled(failing, 2);
    Files.delete(file);
    failing.append(revision(3, step(document, 3)));
    assertThat(loaded().last().number()).isEqualTo(3);
  }

  @Test
  void aFileThatSomebodyChangesIsWrittenAnew() throws Exception {
    failing.load();
    Document document = filled(failing, 2);
    Files.writeString(file, "and more", StandardOpenOption.APPEND);
    failing.append(revision(3, step(document, 3)));
    assertThat(loaded().last().number()).isEqualTo(3);
  }

  @Test
  void aFullDiskLeavesTheOldRevision() throws Exception {
    failing.load();
    Document document = filled(failing, 3);
    disk.room = 60;
    assertThatThrownBy(() -> failing.append(revision(4, step(document, 4)))).isNotNull();

    assertStored(loaded(), document, 1, 3);
  }

  @Test
  void aConfirmationThatFailsIsTold() throws Exception {
    failing.load();
    Document document = filled(failing, 1);
    failing.append(revision(2, "api", Instant.parse("2030-01-01T00:00:00Z"), step(document, 2)));
    disk.room = 3;

    assertThatThrownBy(() -> failing.confirm(2)).isInstanceOf(StoreException.class);
    assertThat(failing.load().last().confirmBy()).isNotNull();
    disk.room = Long.MAX_VALUE;
    failing.confirm(2);

    assertThat(loaded().last().confirmBy()).isNull();
  }

  @Test
  void aFileThatCannotBeShortenedGoesOn() throws Exception {
    failing.load();
    Document document = filled(failing, 2 * MOST);
    disk.room = 500;

    failing.append(revision(2 * MOST + 1, step(document, 1)));

    assertThat(failing.status().trouble()).startsWith("cannot be shortened: ");
    assertThat(loaded().last().number()).isEqualTo(2 * MOST + 1);
  }

  private String damaged(byte[] content) throws IOException {
    Files.write(file, content);
    try (FileStore store = new FileStore(file, MOST)) {
      store.load();
      return "";
    } catch (StoreException e) {
      assertThat(e).hasMessageStartingWith(file + ": ");
      return e.getMessage();
    }
  }

  @Test
  void damageNamesTheFileAndTheLineAndSaysWhatToDo() throws Exception {
    failing.load();
    filled(failing, 4);
    failing.close();
    byte[] whole = Files.readAllBytes(file);
    int line = 1;
    for (int i = 0; i < whole.length; i++) {
      if (whole[i] == '\n') {
        line++;
        continue;
      }
      byte[] content = whole.clone();
      content[i] ^= 1;
      boolean last = line == 4;
      String message = damaged(content);
      if (last) {
        assertThat(message).as("byte %d", i).isEmpty();
      } else {
        assertThat(message)
            .as("byte %d", i)
            .startsWith(file + ": line ")
            .contains("restore the file from a copy; or move it away");
      }
    }
    assertThat(damaged("".getBytes(StandardCharsets.UTF_8))).contains("line 1 is missing");
    assertThat(damaged("routes: []\n".getBytes(StandardCharsets.UTF_8)))
        .contains("line 1 does not have its checksum");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"format\":\"sluice-config\",\"version\":2}|version 2 (expected: 1; another release",
        "{\"format\":\"other\",\"version\":1}|not a state of Sluice's config",
        "[]|no JSON object",
        "{|not JSON",
        "{\"format\":\"sluice-config\",\"version\":1}|differing: missing (expected: a list)",
      })
  void refusesWhatIsNotOfItsFormat(String text, String message) throws Exception {
    Files.createDirectories(file.getParent());

    assertThat(damaged(StateLine.of(text.getBytes(StandardCharsets.UTF_8))))
        .contains("line 1 cannot be used: ")
        .contains(message);
  }

  @Test
  void refusesALineThatDoesNotFollow() throws Exception {
    failing.load();
    filled(failing, 2);
    failing.close();
    List<String> lines = Files.readAllLines(file);
    String twice = lines.get(0) + "\n" + lines.get(1) + "\n" + lines.get(1) + "\n";

    assertThat(damaged(twice.getBytes(StandardCharsets.UTF_8)))
        .contains("line 3 cannot be used: revision 2 (expected: 3)");
  }

  @Test
  void secretsAreInNoMessage() throws Exception {
    failing.load();
    filled(failing, 2);
    failing.close();
    String text = "{\"token\":\"hunter2\" oops";

    assertThat(damaged(StateLine.of(text.getBytes(StandardCharsets.UTF_8))))
        .isNotEmpty()
        .doesNotContain("hunter2");
  }
}
