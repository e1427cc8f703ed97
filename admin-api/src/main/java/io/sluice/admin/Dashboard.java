package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard's files: read from the class path once, then immutable. What is served is a fixed
 * map, so that no path leads anywhere else. None of them says anything of this gateway: they are
 * for everybody, and what they show comes from the admin API with the user's token.
 */
final class Dashboard {
  private static final List<String> SCRIPTS =
      List.of(
          "api",
          "app",
          "chart",
          "confirm",
          "diff",
          "dom",
          "editor",
          "events",
          "format",
          "history",
          "json",
          "numbers",
          "overview",
          "review",
          "routes",
          "source",
          "table",
          "try",
          "upstreams");
  private static final String YAML = "js-yaml";

  /**
   * The page runs its own scripts and talks to its own server, and no more. Trusted types are a
   * second lock: the scripts cannot make markup of a text even by mistake.
   */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  private final Map<String, Resource> files = new HashMap<>();

  Dashboard() {
    put("/", "text/html; charset=utf-8", own("index.html"));
    put("/style.css", "text/css; charset=utf-8", own("style.css"));
    put("/icon.svg", "image/svg+xml", own("icon.svg"));
    for (String script : SCRIPTS) {
      put("/" + script + ".js", "text/javascript; charset=utf-8", own(script + ".js"));
    }
    put("/js-yaml.mjs", "text/javascript; charset=utf-8", yaml());
  }

  /** The file at a path, or null. */
  @Nullable Resource at(String path) {
    return files.get(path);
  }

  private void put(String path, String contentType, byte[] content) {
    String etag = etag(content);
    Map<String, String> headers =
        Map.of(
            "etag", etag,
            "cache-control", "no-cache",
            "content-security-policy", POLICY,
            "cross-origin-opener-policy", "same-origin",
            "cross-origin-resource-policy", "same-origin",
            "referrer-policy", "no-referrer",
            "x-frame-options", "DENY");
    ByteBuffer body = ByteBuffer.wrap(content);
    Answer whole = new Answer(HttpResponseStatus.OK, contentType, body, headers);
    Answer same = new Answer(HttpResponseStatus.NOT_MODIFIED, "", ByteBuffer.allocate(0), headers);
    files.put(
        path,
        Resource.readable(
            (call, reply) ->
                reply.accept(knows(call.headers().get("if-none-match"), etag) ? same : whole)));
  }

  private static boolean knows(@Nullable String given, String etag) {
    return given != null && (given.contains(etag) || given.strip().equals("*"));
  }

  private static String etag(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(digest, 0, 8) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static byte[] own(String name) {
    return read("/io/sluice/admin/dashboard/" + name);
  }

  /** Its version is part of its path. */
  private static byte[] yaml() {
    String about = "/META-INF/maven/org.webjars.npm/" + YAML + "/pom.properties";
    Properties properties = new Properties();
    try (InputStream in = open(about)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = properties.getProperty("version");
    return read("/META-INF/resources/webjars/" + YAML + "/" + version + "/dist/" + YAML + ".mjs");
  }

  private static byte[] read(String name) {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = Dashboard.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("not on the class path: " + name);
    }
    return in;
  }
}
