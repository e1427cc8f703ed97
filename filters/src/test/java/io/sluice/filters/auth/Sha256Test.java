package io.sluice.filters.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {
  // FIPS 180-4, as published with the standard
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void isThatOfTheStandardHoweverItIsAskedFor() {
    assertThat(Sha256.of("abc").hex()).isEqualTo(OF_ABC);
    assertThat(Sha256.of("abc".getBytes(StandardCharsets.US_ASCII)).hex()).isEqualTo(OF_ABC);
    assertThat(Sha256.ofLatin1("abc", 0).hex()).isEqualTo(OF_ABC);
    assertThat(HexFormat.of().formatHex(Sha256.bytes("abc"))).isEqualTo(OF_ABC);
    assertThat(Sha256.of("").hex()).isEqualTo(OF_NOTHING);
  }

  @Test
  void ofTheEndOfATextIsThatOfTheEndAlone() {
    assertThat(Sha256.ofLatin1("Bearer abc", 7).hex()).isEqualTo(OF_ABC);
    assertThat(Sha256.ofLatin1("Bearer ", 7).hex()).isEqualTo(OF_NOTHING);
  }

  @Test
  void aShortTextAfterALongOneIsHashedAlone() {
    String text = "x".repeat(9000);
    assertThat(Sha256.ofLatin1(text, 0)).isEqualTo(Sha256.of(text));
    assertThat(Sha256.ofLatin1("abc", 0)).isEqualTo(Sha256.of("abc"));
  }

  @Test
  void charactersThatAreNotAsciiAreBytesOrUtf8() {
    byte[] latin1 = "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Sha256.ofLatin1("caf\u00e9", 0)).isEqualTo(Sha256.of(latin1));
    assertThat(Sha256.of("caf\u00e9"))
        .isEqualTo(Sha256.of("caf\u00e9".getBytes(StandardCharsets.UTF_8)));
  }
}
