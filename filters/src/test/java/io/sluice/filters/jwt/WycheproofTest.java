package io.sluice.filters.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.jwt.KeySet.Found;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Project Wycheproof's vectors for signed tokens and their keys. */
class WycheproofTest {
  /** Valid ones that are refused, and why. */
  private static final Map<Integer, String> STRICTER =
      new TreeMap<>(
          Map.of(
              346, "the key says that it is for PS256, the token is signed by PS384",
              350, "likewise",
              347, "the key says that it is for ES521, which no RFC knows",
              351, "likewise",
              372, "a character that is not base64url, which RFC 7515 has decoders refuse",
              373, "likewise"));

  /** Invalid ones that are the same text, with the same key, as the valid one 357. */
  private static final Set<Integer> SAME_AS_VALID = Set.of(367, 370);

  @ParameterizedTest
  @ValueSource(strings = {"json_web_signature_test", "json_web_key_test", "json_web_crypto_test"})
  void acceptsTheValidAndNoneOfTheInvalid(String file) throws Exception {
    Set<Integer> refused = new TreeSet<>();
    Set<Integer> accepted = new TreeSet<>();
    int valid = 0;
    for (JsonNode group : read(file).get("testGroups")) {
      for (JsonNode test : group.get("tests")) {
        boolean isValid = test.get("result").stringValue().equals("valid");
        if (test.has("jwe")) {
          assertThat(parsed(test.get("jwe").asString(""))).isNull(); // only signed ones are taken
        } else if (isValid != isAccepted(group, test.get("jws").asString(""))) {
          (isValid ? refused : accepted).add(test.get("tcId").intValue());
        } else if (isValid) {
          valid++;
        }
      }
    }
    boolean signatures = file.contains("signature");
    assertThat(refused).isEqualTo(signatures ? STRICTER.keySet() : Set.of());
    assertThat(accepted).isEqualTo(signatures ? SAME_AS_VALID : Set.of());
    assertThat(valid).isPositive();
  }

  @Test
  void twoInvalidOnesAreAValidOne() throws Exception {
    Map<Integer, String> tokens = new TreeMap<>();
    for (JsonNode group : read("json_web_signature_test").get("testGroups")) {
      for (JsonNode test : group.get("tests")) {
        tokens.put(test.get("tcId").intValue(), test.get("jws").asString(""));
      }
    }
    assertThat(SAME_AS_VALID)
        .allSatisfy(id -> assertThat(tokens.get(id)).isEqualTo(tokens.get(357)));
  }

  private static JsonNode read(String file) throws IOException {
    try (InputStream packed =
        WycheproofTest.class.getResourceAsStream("/wycheproof/" + file + ".json.gz")) {
      assertThat(packed).isNotNull();
      return JsonMapper.shared().readTree(new GZIPInputStream(packed));
    }
  }

  private static @Nullable Jws parsed(String token) {
    try {
      return Jws.parse(token);
    } catch (InvalidToken e) {
      return null;
    }
  }

  private static boolean isAccepted(JsonNode group, String token) {
    Jws jws = parsed(token);
    return jws != null && keys(group).verify(jws) instanceof Found.By;
  }

  /** Secrets are no published keys: they count where a set has nothing else. */
  private static KeySet keys(JsonNode group) {
    JsonNode given = group.has("public") ? group.get("public") : group.get("private");
    List<Map<?, ?>> keys = new ArrayList<>();
    boolean published = false;
    for (JsonNode key : given.has("keys") ? given.get("keys") : List.of(given)) {
      keys.add(JsonMapper.shared().convertValue(key, Map.class));
      published |= !key.get("kty").asString("").equals("oct");
    }
    return JwkSet.of(keys, published).keys();
  }
}
