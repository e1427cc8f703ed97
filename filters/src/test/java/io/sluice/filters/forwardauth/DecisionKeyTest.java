package io.sluice.filters.forwardauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.auth.Sha256;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecisionKeyTest {

  private static @Nullable String[] shown(@Nullable String... values) {
    return values;
  }

  @Test
  void whatStandsInOneFieldIsNotWhatStandsInAnother() {
    Set<Sha256> all = new HashSet<>();
    all.add(Decisions.key(shown("a", "b"), "/", "h", "k"));
    all.add(Decisions.key(shown("ab", null), "/", "h", "k"));
    all.add(Decisions.key(shown(null, "ab"), "/", "h", "k"));
    all.add(Decisions.key(shown("a1:b", ""), "/", "h", "k"));
    all.add(Decisions.key(shown("", ""), "/", "h", "k"));
    all.add(Decisions.key(shown(null, null), "/", "h", "k"));
    all.add(Decisions.key(shown("-", "-"), "/", "h", "k"));
    all.add(Decisions.key(shown("a", "b"), "/k", "h", ""));
    all.add(Decisions.key(shown("a", "b1:/"), "", "h", "k"));
    all.add(Decisions.key(shown("a", "b"), "/", "h:81", "k"));
    assertThat(all).hasSize(10);
    assertThat(all).contains(Decisions.key(shown("a", "b"), "/", "h", "k"));
  }

  @Test
  void itDoesNotTellWhatItIsMadeOf() {
    assertThat(Decisions.key(shown("secret"), "/", "h", "k").toString()).doesNotContain("secret");
  }
}
