package io.sluice.filters.signedurl;

import io.sluice.gateway.http.RequestPath;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Signs links that a {@code signed_url} of the same config takes. */
final class LinkMint {
  private static final RequestPath.Rules RULES = new RequestPath.Rules(false, false);

  private final SignedUrlConfig config;

  LinkMint(SignedUrlConfig config) {
    this.config = config;
  }

  /**
   * Signs.
   *
   * @param keyId null: the first key
   * @param url absolute, with whatever query is to be part of it
   * @param methods that the link is good for
   * @param prefix of the paths that it is good for; null: the URL's only
   * @param nowSeconds since 1970
   * @throws IllegalArgumentException saying what is wrong
   */
  String sign(
      @Nullable String keyId,
      String url,
      List<String> methods,
      @Nullable String prefix,
      Duration expiresIn,
      long nowSeconds) {
    LinkKey key = key(keyId);
    URI target = target(url);
    String path = path(target);
    if (prefix != null) {
      checkPrefix(prefix, path);
    }
    String names = config.parameterPrefix();
    String query = target.getRawQuery();
    if (Link.isIn(query, names)) {
      throw new IllegalArgumentException(
          "url: signed already (expected: one without " + names + "*)");
    }
    StringBuilder signed = new StringBuilder(query == null ? "" : query + '&');
    signed.append(names).append(Link.EXPIRES).append('=').append(nowSeconds + lifetime(expiresIn));
    signed.append('&').append(names).append(Link.KEY).append('=').append(key.id());
    checkMethods(methods);
    if (!methods.equals(List.of("GET"))) {
      signed.append('&').append(names).append(Link.METHODS).append('=');
      signed.append(String.join(",", methods));
    }
    if (prefix != null) {
      signed.append('&').append(names).append(Link.PREFIX).append('=').append(prefix);
    }
    signed.append('&');
    String host = host(target);
    String bound = prefix == null ? path : null;
    String signature = Link.sign(SignedUrl.mac(key), host, bound, signed.toString());
    return target.getScheme()
        + "://"
        + target.getRawAuthority()
        + path
        + '?'
        + signed
        + names
        + Link.SIGNATURE
        + '='
        + signature;
  }

  private LinkKey key(@Nullable String id) {
    for (LinkKey key : config.keys()) {
      if (id == null || key.id().equals(id)) {
        return key;
      }
    }
    throw new IllegalArgumentException(
        "--key: " + id + " (expected: the id of one of the filter's)");
  }

  private static URI target(String url) {
    URI target;
    try {
      target = new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("url: " + url + " (expected: http://host/path)", e);
    }
    boolean web = "http".equals(target.getScheme()) || "https".equals(target.getScheme());
    if (!web
        || target.getHost() == null
        || target.getRawUserInfo() != null
        || target.getRawFragment() != null) {
      throw new IllegalArgumentException("url: " + url + " (expected: http://host/path)");
    }
    return target;
  }

  private static String host(URI target) {
    String host = target.getHost().toLowerCase(Locale.ROOT);
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static String path(URI target) {
    String raw = target.getRawPath();
    RequestPath normal = RequestPath.normalize(raw.isEmpty() ? "/" : raw, RULES);
    if (normal.error() != null) {
      throw new IllegalArgumentException("url: " + raw + " (expected: a path that gateways take)");
    }
    return normal.value();
  }

  private static void checkPrefix(String prefix, String path) {
    boolean whole = prefix.startsWith("/") && prefix.endsWith("/") && prefix.indexOf('&') < 0;
    if (!whole || !path.startsWith(prefix)) {
      throw new IllegalArgumentException(
          "--prefix: "
              + prefix
              + " (expected: the beginning of "
              + path
              + ", from slash to slash, without &)");
    }
  }

  private void checkMethods(List<String> methods) {
    for (String method : methods) {
      if (!config.methods().contains(method)) {
        throw new IllegalArgumentException(
            "--method: "
                + method
                + " (expected: of the filter's methods, "
                + config.methods()
                + ")");
      }
    }
  }

  private long lifetime(Duration expiresIn) {
    if (expiresIn.compareTo(config.maxLifetime()) > 0) {
      throw new IllegalArgumentException(
          "--expires-in: "
              + expiresIn.toSeconds()
              + " s (expected: at most the filter's max_lifetime, "
              + config.maxLifetime().toSeconds()
              + " s)");
    }
    return expiresIn.toSeconds();
  }
}
