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
    all.add(Fingerprint.of(shown("a", "b"), "/", "k"));
    all.add(Fingerprint.of(shown("ab", null), "/", "k"));
    all.add(Fingerprint.of(shown(null, "ab"), "/", "k"));
    all.add(Fingerprint.of(shown("a1:b", ""), "/", "k"));
    all.add(Fingerprint.of(shown("", ""), "/", "k"));
    all.add(Fingerprint.of(shown(null, null), "/", "k"));
    all.add(Fingerprint.of(shown("-", "-"), "/", "k"));
    all.add(Fingerprint.of(shown("a", "b"), "/k", ""));
    all.add(Fingerprint.of(shown("a", "b1:/"), "", "k"));
    assertThat(all).hasSize(9);
    assertThat(all).contains(Fingerprint.of(shown("a", "b"), "/", "k"));
  }

  @Test
  void itDoesNotTellWhatItIsMadeOf() {
    assertThat(Fingerprint.of(shown("secret"), "/", "k").toString()).doesNotContain("secret");
  }
}
