package io.sluice.loadbalancer.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetCacheTest {
  private static final ServiceQuery USERS = new ServiceQuery("users");
  private static final List<Target> SOME =
      List.of(
          new Target(new Address("10.0.0.1", 80), 7, "zone \"a\"", Map.of("k", "v\n", "ü", "")),
          new Target(new Address("fd00::1", 81), 0));

  @TempDir Path folder;

  private TargetCache cache() {
    return new TargetCache(folder.resolve("made/when/needed"), new TroubleLog(System::nanoTime));
  }

  @Test
  void readsWhatWasWritten() {
    cache().write(USERS, SOME);
    assertThat(cache().read(USERS)).isEqualTo(SOME);
  }

  @Test
  void theFolderMayBeALinkToOne() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    new TargetCache(link, new TroubleLog(System::nanoTime)).write(USERS, SOME);
    assertThat(new TargetCache(real, new TroubleLog(System::nanoTime)).read(USERS)).isEqualTo(SOME);
  }

  @Test
  void keepsThatThereWereNone() {
    cache().write(USERS, List.of());
    assertThat(cache().read(USERS)).isEmpty();
  }

  @Test
  void keepsTheLastListOnlyAndNothingElse() throws IOException {
    for (int i = 0; i < 5; i++) {
      cache().write(USERS, SOME.subList(0, i % 3));
    }
    assertThat(cache().read(USERS)).hasSize(1);
    try (Stream<Path> files = Files.list(cache().file(USERS).getParent())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void saysNothingOfAListThatWasNeverWritten() {
    try (LogLines log = new LogLines()) {
      assertThat(cache().read(USERS)).isNull();
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void keepsQueriesApartButForTheToken() {
    cache().write(USERS, SOME);
    assertThat(cache().read(USERS.with("another"))).isEqualTo(SOME);
    assertThat(cache().read(USERS.in("dc2"))).isNull();
    assertThat(cache().read(USERS.passingOnly(false))).isNull();
    assertThat(cache().read(USERS.tagged(List.of("a")))).isNull();
    assertThat(cache().read(new ServiceQuery("users", List.of(), true, false, "", ""))).isNull();
  }

  @ParameterizedTest
  @CsvSource({"../../etc/passwd", "a/b", "..", "con:x", "Ünïcode", "'a b'"})
  void staysInItsFolderWhateverTheServiceIsCalled(String service) {
    ServiceQuery query = new ServiceQuery(service);
    cache().write(query, SOME);
    assertThat(cache().file(query).getParent()).isEqualTo(folder.resolve("made/when/needed"));
    assertThat(cache().read(query)).isEqualTo(SOME);
  }

  @Test
  void holdsNoToken() throws IOException {
    ServiceQuery query = USERS.with("secret");
    cache().write(query, SOME);
    assertThat(Files.readString(cache().file(query))).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "sluice-targets| something-else",
        "\"version\":1| \"version\":2",
        "\"version\":1| \"version\":{}",
        "users| others",
        "\"port\":80| \"port\":0",
        "\"port\":80| \"port\":\"x\"",
        "\"weight\":7| \"weight\":65536",
        "\"weight\":7| \"wait\":7",
        "10.0.0.1| [10.0.0.1]",
        "\"targets\":[| \"targets\":[7,",
        "\"targets\":| \"goals\":",
        "\"labels\":{}| \"labels\":[]",
      })
  void ignoresAFileThatIsNotAsItShouldBe(String part, String instead) throws IOException {
    cache().write(USERS, SOME);
    Path file = cache().file(USERS);
    String content = Files.readString(file);
    assertThat(content).contains(part);
    Files.writeString(file, content.replace(part, instead));
    try (LogLines log = new LogLines()) {
      assertThat(cache().read(USERS)).isNull();
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).startsWith("WARN Consul: ignored " + file + ": ");
    }
  }

  @Test
  void neverReadsHalfAList() throws IOException {
    cache().write(USERS, SOME);
    Path file = cache().file(USERS);
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(3);
    TargetCache cache = cache();
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThat(cache.read(USERS)).as("cut at %d", length).isNull();
      byte[] noise = new byte[length];
      random.nextBytes(noise);
      Files.write(file, noise);
      assertThat(cache.read(USERS)).isNull();
    }
  }

  @Test
  void ignoresAFileThatIsTooLong() throws IOException {
    cache().write(USERS, SOME);
    Path file = cache().file(USERS);
    Files.writeString(file, " ".repeat(TargetCache.MOST_BYTES) + Files.readString(file));
    assertThat(cache().read(USERS)).isNull();
  }

  @Test
  void warnsWhenItCannotWrite() throws IOException {
    Files.writeString(folder.resolve("made"), "a file where a folder should be");
    try (LogLines log = new LogLines()) {
      cache().write(USERS, SOME);
      assertThat(log.lines().get(0))
          .startsWith("WARN Consul: the list of service 'users' is not kept: ");
    }
  }
}
