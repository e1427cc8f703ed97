package io.sluice.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialKeysTest {

  /** SHA-256 of {@code abc}. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void aDocumentHasNoKeyOfItsFile() throws Exception {
    String yaml =
        """
        consumers:
          - { id: ann, credentials: [ { key: abc }, { username: a, password_hash: key } ] }
        """;
    Document document = Document.of(ConfigLoader.draft(yaml, Format.YAML));
    assertThat(document.text(new Resource("consumers", "ann")))
        .isEqualTo(
            "{\"id\":\"ann\",\"credentials\":[{\"key_sha256\":\""
                + ABC
                + "\"},{\"username\":\"a\",\"password_hash\":\"key\"}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'key':'abc'}            | {'key_sha256':'ABC'}",
        "{'key':'${KEY}'}         | {'key':'${KEY}'}",
        "{'key':''}               | {'key':''}",
        "{'key':'a b'}            | {'key':'a b'}",
        "{'key':1e3}              | {'key':1e3}",
        "{'key':null}             | {'key':null}",
        "{'key':'abc','key_sha256':'x'} | {'key':'abc','key_sha256':'x'}",
        "'key'                    | 'key'",
      })
  void onlyWhatIsAKeyIsHashed(String credential, String hashed) {
    assertThat(CredentialKeys.hashed(consumer(credential)))
        .isEqualTo(consumer(hashed.replace("ABC", ABC)));
  }

  private static String consumer(String credential) {
    return "{\"credentials\":[" + credential.replace('\'', '"') + "]}";
  }
}
