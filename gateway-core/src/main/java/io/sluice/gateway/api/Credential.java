package io.sluice.gateway.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * By what a consumer is known. Exactly one kind; of a plain key only the hash and the length stay.
 */
@OneOf({"key", "key_sha256", "username", "key_id", "certificate_sha256", "certificate_name"})
public record Credential(
    @Option(
            value = "An API key, visible ASCII; of it only the hash is kept.",
            secret = true,
            pattern = "[!-~]{1,512}")
        @Nullable String key,
    @Option(
            value = "SHA-256 of an API key, in hexadecimal (sluice hash key).",
            secret = true,
            pattern = "[0-9a-f]{64}")
        @Nullable String keySha256,
    @Option(value = "Name for a password, without colon.", pattern = "[^\\x00-\\x1f\\x7f:]{1,128}")
        @Nullable String username,
    @Option(
            value = "Hash of the password: bcrypt or argon2 (sluice hash password).",
            secret = true,
            pattern =
                "\\$2[aby]\\$(0[4-9]|1[0-9])\\$[./A-Za-z0-9]{53}"
                    + "|\\$argon2(id|i|d)\\$v=19\\$m=[1-9][0-9]{2,5},t=[1-9][0-9]?,p=[1-9]"
                    + "\\$[A-Za-z0-9+/]{11,86}\\$[A-Za-z0-9+/]{22,171}")
        @Nullable String passwordHash,
    @Option(value = "Name of a key that signs requests.", pattern = "[!#-\\[\\]-~]{1,128}")
        @Nullable String keyId,
    @Option(
            value =
                "The key, shared with who signs: 32 characters or more, or base64: and what encodes"
                    + " 32 bytes or more.",
            secret = true)
        @Nullable String secret,
    @Option("The public key of who signs, as PEM.") @Nullable String publicKey,
    @Option(
            value = "How public_key verifies (RFC 9421 section 6.2.2).",
            pattern = "rsa-pss-sha512|rsa-v1_5-sha256|ecdsa-p256-sha256|ecdsa-p384-sha384|ed25519")
        @Nullable String algorithm,
    @Option(
            value = "SHA-256 of a client certificate's DER form, in hexadecimal.",
            pattern = "[0-9a-f]{64}")
        @Nullable String certificateSha256,
    @Option(
            value = "Subject (RFC 4514) or alternative name (DNS:, URI:, email:) of certificates.",
            pattern = "[^\\x00-\\x1f\\x7f]{1,512}")
        @Nullable String certificateName) {

  private static final String DNS = "DNS:";
  private static final String EMAIL = "email:";

  /** What sort of thing it is. */
  public enum Kind {
    KEY,
    PASSWORD,
    SIGNING_KEY,
    CERTIFICATE,
    CERTIFICATE_NAME
  }

  public Credential {
    if (key != null && keySha256 == null) {
      keySha256 = hashOf(key);
      key = "*".repeat(key.length());
    }
    if ((username == null) != (passwordHash == null)) {
      throw new IllegalArgumentException(
          username == null
              ? "username: missing (expected: the name that goes with password_hash)"
              : "password_hash: missing (expected: one that goes with username)");
    }
    checkSigner(keyId, secret, publicKey, algorithm);
    certificateName = certificateName == null ? null : canonical(certificateName);
  }

  /** One spelling, however it is written; alternative names have their kind in front. */
  private static String canonical(String name) {
    if (name.startsWith(DNS) || name.startsWith("URI:") || name.startsWith(EMAIL)) {
      return alternativeName(name);
    }
    try {
      return new X500Principal(name).getName();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "certificate_name: "
              + name
              + " (expected: a subject such as CN=ann,O=Example, or DNS:, URI: or email: and a"
              + " name)",
          e);
    }
  }

  /**
   * The one spelling of an alternative name of certificates: the case of host names does not count
   * (RFC 5280 sections 7.2 and 7.5), in {@code DNS:} and behind the {@code @} of {@code email:}.
   * Other names stay as they are.
   */
  public static String alternativeName(String name) {
    if (name.startsWith(DNS)) {
      return hostInLowerCase(name, DNS.length());
    }
    int at = name.startsWith(EMAIL) ? name.lastIndexOf('@') : -1;
    return at < 0 ? name : hostInLowerCase(name, at + 1);
  }

  /** Of ASCII alone (RFC 4343): some other letters would turn into those of another name. */
  private static String hostInLowerCase(String name, int start) {
    StringBuilder spelled = new StringBuilder(name);
    for (int i = start; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        spelled.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return spelled.toString();
  }

  private static void checkSigner(
      @Nullable String keyId,
      @Nullable String secret,
      @Nullable String publicKey,
      @Nullable String algorithm) {
    if (keyId == null) {
      refuse("secret", secret);
      refuse("public_key", publicKey);
    } else if ((secret == null) == (publicKey == null)) {
      throw new IllegalArgumentException(
          "key_id: " + keyId + " (expected: exactly one of secret or public_key beside it)");
    }
    if ((publicKey == null) != (algorithm == null)) {
      throw new IllegalArgumentException(
          publicKey == null
              ? "algorithm: " + algorithm + " (expected: only beside public_key)"
              : "algorithm: missing (expected: how public_key verifies)");
    }
    if (secret != null) {
      SharedSecret.of("secret", secret);
    }
    if (publicKey != null && algorithm != null) {
      SigningKeys.publicKey(publicKey, algorithm);
    }
  }

  private static void refuse(String option, @Nullable String value) {
    if (value != null) {
      throw new IllegalArgumentException(option + ": (hidden) (expected: only beside key_id)");
    }
  }

  /** What sort of thing it is. */
  public Kind kind() {
    if (keySha256 != null) {
      return Kind.KEY;
    }
    if (username != null) {
      return Kind.PASSWORD;
    }
    if (keyId != null) {
      return Kind.SIGNING_KEY;
    }
    return certificateSha256 != null ? Kind.CERTIFICATE : Kind.CERTIFICATE_NAME;
  }

  /** What it is found by among all of its kind; of a key {@link #keyName} of its hash. */
  public String name() {
    if (keySha256 != null) {
      return keyName(HexFormat.of().parseHex(keySha256));
    }
    for (String name : new @Nullable String[] {username, keyId, certificateSha256}) {
      if (name != null) {
        return name;
      }
    }
    return String.valueOf(certificateName);
  }

  /**
   * What a key is found by.
   *
   * @param sha256 of the key, 32 bytes
   */
  public static String keyName(byte[] sha256) {
    return new String(sha256, StandardCharsets.ISO_8859_1); // a character for each byte
  }

  /** What stands for a key: its SHA-256 in hexadecimal. */
  public static String hashOf(String key) {
    try {
      byte[] text = key.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /**
   * The key shared with who signs: see {@link SharedSecret}.
   *
   * @throws IllegalStateException when {@link #secret} is null
   */
  public byte[] secretBytes() {
    if (secret == null) {
      throw new IllegalStateException(this + ": no secret");
    }
    return SharedSecret.of("secret", secret).bytes();
  }

  /**
   * The key that verifies what its owner signs, read anew each time.
   *
   * @throws IllegalStateException when {@link #publicKey} is null
   */
  public PublicKey verificationKey() {
    if (publicKey == null || algorithm == null) {
      throw new IllegalStateException(this + ": no public key");
    }
    return SigningKeys.publicKey(publicKey, algorithm);
  }

  /** Nothing secret. */
  @Override
  public String toString() {
    return kind() == Kind.KEY ? "key" : kind() + " " + name();
  }
}
