package io.sluice.gateway.document;

import io.sluice.gateway.api.Credential;
import java.util.regex.Pattern;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * API keys of consumers: a document has their hashes alone, whoever wrote them, so that no store,
 * history or difference ever has a key. What the environment fills in stays as it is written, and
 * what is no key goes to the config's own checks.
 */
public final class CredentialKeys {

  /** The list whose things have keys. */
  public static final String CONSUMERS = "consumers";

  private static final String KEY = "key";
  private static final String HASH = "key_sha256";
  private static final String VARIABLE = "${";

  /** As {@code Credential} wants them. */
  private static final Pattern KEYS = Pattern.compile("[!-~]{1,512}+");

  private static final JsonMapper EXACT =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private CredentialKeys() {}

  /** The JSON of a consumer with hashes in place of keys. */
  public static String hashed(String consumer) {
    if (!consumer.contains("\"" + KEY + "\"")) {
      return consumer;
    }
    JsonNode tree = EXACT.readTree(consumer);
    boolean found = false;
    for (JsonNode credential : tree.path("credentials")) {
      JsonNode key = credential.path(KEY);
      if (credential instanceof ObjectNode object && isKey(key) && !object.has(HASH)) {
        object.remove(KEY);
        object.put(HASH, Credential.hashOf(key.asString()));
        found = true;
      }
    }
    return found ? tree.toString() : consumer;
  }

  /** Of a number with a fraction or an exponent nobody knows how it was written. */
  private static boolean isKey(JsonNode key) {
    String text = key.isString() || key.isIntegralNumber() ? key.asString() : "";
    return KEYS.matcher(text).matches() && !text.contains(VARIABLE);
  }
}
