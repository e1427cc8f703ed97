package io.sluice.filters.forwardauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  private static @Nullable String[] shown(@Nullable String... values) {
    return values;
  }

  @Test
  void whatStandsInOneFieldIsNotWhatStandsInAnother() {
    Set<Fingerprint> all = new HashSet<>();
    all.add(Fingerprint.of(shown("a", "b"), "/", "h", "k"));
    all.add(Fingerprint.of(shown("ab", null), "/", "h", "k"));
    all.add(Fingerprint.of(shown(null, "ab"), "/", "h", "k"));
    all.add(Fingerprint.of(shown("a1:b", ""), "/", "h", "k"));
    all.add(Fingerprint.of(shown("", ""), "/", "h", "k"));
    all.add(Fingerprint.of(shown(null, null), "/", "h", "k"));
    all.add(Fingerprint.of(shown("-", "-"), "/", "h", "k"));
    all.add(Fingerprint.of(shown("a", "b"), "/k", "h", ""));
    all.add(Fingerprint.of(shown("a", "b1:/"), "", "h", "k"));
    all.add(Fingerprint.of(shown("a", "b"), "/", "h:81", "k"));
    assertThat(all).hasSize(10);
    assertThat(all).contains(Fingerprint.of(shown("a", "b"), "/", "h", "k"));
  }

  @Test
  void itDoesNotTellWhatItIsMadeOf() {
    assertThat(Fingerprint.of(shown("secret"), "/", "h", "k").toString()).doesNotContain("secret");
  }
}
