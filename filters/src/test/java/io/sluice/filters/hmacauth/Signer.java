package io.sluice.filters.hmacauth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A client that signs: a request in the making, and what is said of its signature. It builds the
 * signature base by itself, without the code under test.
 */
final class Signer {
  static final String SECRET = "0123456789abcdef0123456789abcdef";

  String method = "POST";
  String authority = "api.test";
  String target = "/orders?id=7";
  @Nullable String body = "{\"item\": 1}";
  boolean chunked;
  String label = "sig1";
  String keyId = "ci";
  @Nullable Long created = EndToEnd.NOW;
  @Nullable Long expires;
  @Nullable String nonce = "n-1";
  @Nullable String alg;
  @Nullable String tag;
  @Nullable PrivateKey privateKey;
  final List<String> components =
      new ArrayList<>(List.of("@method", "@authority", "@path", "@query", "content-digest"));
  final List<String[]> fields = new ArrayList<>();

  Signer field(String name, String value) {
    fields.add(new String[] {name, value});
    return this;
  }

  static String digest(String algorithm, String body) {
    try {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return algorithm.toLowerCase(Locale.ROOT)
          + "=:"
          + base64(MessageDigest.getInstance(algorithm).digest(bytes))
          + ":";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The request, signed, ready to be sent. */
  String signed() {
    if (body == null) {
      components.remove("content-digest");
    } else if (fields.stream().noneMatch(field -> field[0].equals("content-digest"))) {
      field("content-digest", digest("SHA-256", body));
    }
    String parameters = parameters();
    StringBuilder base = new StringBuilder();
    for (String component : components) {
      base.append('"').append(component).append("\": ").append(value(component)).append('\n');
    }
    base.append("\"@signature-params\": ").append(parameters);
    field("signature-input", label + "=" + parameters);
    field("signature", label + "=:" + base64(sign(base.toString())) + ":");
    return unsigned();
  }

  /** The request as it is. */
  String unsigned() {
    StringBuilder request = new StringBuilder();
    request.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: ");
    request.append(authority).append("\r\n");
    for (String[] field : fields) {
      request.append(field[0]).append(": ").append(field[1]).append("\r\n");
    }
    if (body == null) {
      return request.append("\r\n").toString();
    }
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    if (chunked) {
      request.append("Transfer-Encoding: chunked\r\n\r\n");
      request.append(Integer.toHexString(length)).append("\r\n").append(body);
      return request.append("\r\n0\r\n\r\n").toString();
    }
    return request.append("Content-Length: " + length + "\r\n\r\n").append(body).toString();
  }

  private String parameters() {
    StringBuilder text = new StringBuilder("(");
    for (String component : components) {
      text.append(text.length() > 1 ? " " : "").append('"').append(component).append('"');
    }
    text.append(')');
    text.append(created == null ? "" : ";created=" + created);
    text.append(expires == null ? "" : ";expires=" + expires);
    text.append(";keyid=\"").append(keyId).append('"');
    text.append(nonce == null ? "" : ";nonce=\"" + nonce + '"');
    text.append(alg == null ? "" : ";alg=\"" + alg + '"');
    return text.append(tag == null ? "" : ";tag=\"" + tag + '"').toString();
  }

  private String value(String component) {
    int mark = target.indexOf('?');
    return switch (component) {
      case "@method" -> method;
      case "@authority" -> authority;
      case "@path" -> mark < 0 ? target : target.substring(0, mark);
      case "@query" -> mark < 0 ? "?" : target.substring(mark);
      case "@target-uri" -> "http://" + authority + target;
      default -> {
        List<String> lines = new ArrayList<>();
        for (String[] field : fields) {
          if (field[0].equals(component)) {
            lines.add(field[1]);
          }
        }
        yield String.join(", ", lines);
      }
    };
  }

  private byte[] sign(String base) {
    byte[] bytes = base.getBytes(StandardCharsets.US_ASCII);
    try {
      if (privateKey == null) {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return mac.doFinal(bytes);
      }
      Signature signing = Signature.getInstance("Ed25519");
      signing.initSign(privateKey);
      signing.update(bytes);
      return signing.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
