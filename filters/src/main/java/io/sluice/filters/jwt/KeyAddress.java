package io.sluice.filters.jwt;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a provider publishes its keys.
 *
 * @param uri absolute, http or https
 */
public record KeyAddress(URI uri) {
  private static final String EXPECTED =
      " (expected: an https URL, such as https://login.example.com/.well-known/jwks.json)";

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException saying what is wrong, without what may be a password
   */
  public static KeyAddress of(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no URL" + EXPECTED, e);
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("a URL with a password" + EXPECTED);
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!(scheme.equals("https") || scheme.equals("http"))
        || uri.getHost() == null
        || uri.getHost().isEmpty()
        || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(text + EXPECTED);
    }
    return new KeyAddress(uri);
  }

  /** Whether anybody on the way could put other keys in their place. */
  public boolean isOpen() {
    String host = uri.getHost();
    boolean loopback =
        host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    return uri.getScheme().equalsIgnoreCase("http") && !loopback;
  }

  /** Without the query, which may hold a secret. */
  @Override
  public String toString() {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
