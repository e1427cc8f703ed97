package io.sluice.filters.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.jwt.KeySet.Found;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 7515, RFC 7519 and RFC 8037. */
class RfcExamplesTest {
  private static final String CLAIMS =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

  private static final Map<String, Map<String, String>> KEYS =
      Map.of(
          "A.1",
          Map.of(
              "kty",
              "oct",
              "k",
              "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"),
          "A.2",
          Map.of(
              "kty",
              "RSA",
              "n",
              "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
              "e",
              "AQAB"),
          "A.3",
          Map.of(
              "kty",
              "EC",
              "crv",
              "P-256",
              "x",
              "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
              "y",
              "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
          "A.4",
          Map.of(
              "kty",
              "EC",
              "crv",
              "P-521",
              "x",
              "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
              "y",
              "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"),
          "RFC 8037",
          Map.of(
              "kty", "OKP", "crv", "Ed25519", "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));

  private static KeySet keys(String name) {
    KeySet keys = JwkSet.of(List.of(KEYS.getOrDefault(name, Map.of())), false).keys();
    assertThat(keys.size()).isEqualTo(1);
    return keys;
  }

  @ParameterizedTest
  @CsvSource({
    "A.1, eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9, CLAIMS, dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "A.2, eyJhbGciOiJSUzI1NiJ9, CLAIMS, cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
    "A.3, eyJhbGciOiJFUzI1NiJ9, CLAIMS, DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
    "A.4, eyJhbGciOiJFUzUxMiJ9, UGF5bG9hZA, AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
    "RFC 8037, eyJhbGciOiJFZERTQSJ9, RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc, hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
  })
  void verifiesTheExample(String name, String header, String payload, String signature)
      throws Exception {
    String signed = header + "." + payload.replace("CLAIMS", CLAIMS) + ".";
    KeySet keys = keys(name);
    assertThat(keys.verify(Jws.parse(signed + signature))).isInstanceOf(Found.By.class);
    String another = signature.startsWith("A") ? "B" : "A";
    assertThat(keys.verify(Jws.parse(signed + another + signature.substring(1))))
        .isNotInstanceOf(Found.By.class);
  }

  @Test
  void readsTheClaimsOfRfc7519() throws Exception {
    Jws jws =
        Jws.parse(
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                + CLAIMS
                + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    VerifiedToken token =
        new TokenVerifier(Keys.fixed(keys("A.1")), Set.of(Algorithm.HS256))
            .verify(jws, keys("A.1"));
    assertThat(token).isNotNull();
    assertThat(token.claims().values())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("exp", 1300819380L, "http://example.com/is_root", true, "iss", "joe"));
    assertThat(token.claims().expires()).isEqualTo(1300819380);
  }

  @Test
  void refusesTheUnsecuredExample() {
    assertThatThrownBy(() -> Jws.parse("eyJhbGciOiJub25lIn0." + CLAIMS + "."))
        .isInstanceOfSatisfying(
            InvalidToken.class, e -> assertThat(e.flaw()).isEqualTo(Flaw.ALGORITHM));
  }
}
