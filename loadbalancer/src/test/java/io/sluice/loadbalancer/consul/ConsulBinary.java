package io.sluice.loadbalancer.consul;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Finds a {@code consul} to run: the one that the environment names in {@code CONSUL}, the one on
 * the path, or on Debian the package of its {@code bullseye} suite (1.8.7, the last that has one),
 * fetched from the mirrors that the machine is set up with, checked, and unpacked in a cache
 * folder. Nothing is installed.
 */
final class ConsulBinary {
  private static final String SUITE = "bullseye";
  private static final String KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg";

  private ConsulBinary() {}

  /**
   * A binary. Without one the test is skipped with a line that says how to have it; where {@code
   * CI} is set it fails.
   */
  static Path find() {
    String why;
    try {
      String named = System.getenv("CONSUL");
      if (named != null && !named.isEmpty()) {
        if (Files.isExecutable(Path.of(named))) {
          return Path.of(named);
        }
        why = "CONSUL=" + named + " is no executable";
      } else {
        Path found = onPath();
        return found != null ? found : unpacked();
      }
    } catch (IOException e) {
      why = e.getMessage();
    }
    String message =
        "no consul agent to test with: put consul on the path or name it in CONSUL (" + why + ")";
    String ci = System.getenv("CI");
    return ci == null || ci.isEmpty() || ci.equals("false") ? abort(message) : fail(message);
  }

  private static Path onPath() {
    String path = System.getenv("PATH");
    for (String folder : (path == null ? "" : path).split(":", -1)) {
      Path file = Path.of(folder, "consul");
      if (Files.isExecutable(file) && !Files.isDirectory(file)) {
        return file;
      }
    }
    return null;
  }

  private static synchronized Path unpacked() throws IOException {
    String cacheHome = System.getenv("XDG_CACHE_HOME");
    Path cache =
        (cacheHome == null || cacheHome.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(cacheHome))
            .resolve("sluice")
            .resolve("consul-" + SUITE);
    Path binary = cache.resolve("usr/bin/consul");
    if (Files.isExecutable(binary)) {
      return binary;
    }
    Files.createDirectories(cache.getParent());
    Path work = Files.createTempDirectory(cache.getParent(), "fetching-");
    try {
      Path tree = work.resolve("tree");
      run("dpkg-deb", "-x", fetch(work).toString(), tree.toString());
      // Builds may run side by side: the first one to finish wins, and all have the same.
      if (!Files.isExecutable(binary)) {
        try {
          Files.move(tree, cache, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
          if (!Files.isExecutable(binary)) {
            throw e;
          }
        }
      }
      return binary;
    } finally {
      delete(work);
    }
  }

  private static Path fetch(Path into) throws IOException {
    String architecture = run("dpkg", "--print-architecture").strip();
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    IOException last = new IOException("apt names no mirror");
    for (String mirror : mirrors()) {
      try {
        Path release = into.resolve("InRelease");
        download(client, mirror + "/dists/" + SUITE + "/InRelease", release);
        String name = "main/binary-" + architecture + "/Packages.gz";
        Path index = into.resolve("Packages.gz");
        expect(
            name,
            sha256Of(name, signed(release)),
            download(client, mirror + "/dists/" + SUITE + "/" + name, index));
        String[] entry = entry(index);
        Path file = into.resolve("consul.deb");
        expect(entry[0], entry[1], download(client, mirror + "/" + entry[0], file));
        return file;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /** What Debian's keys vouch for in a release file; nothing that stands around it. */
  private static List<String> signed(Path release) throws IOException {
    Path text = release.resolveSibling("Release");
    run("gpgv", "--keyring", KEYS, "--output", text.toString(), release.toString());
    return Files.readAllLines(text);
  }

  /** The SHA256 of a file of the suite; 64 hex digits tell it from the other sums. */
  private static String sha256Of(String name, List<String> release) throws IOException {
    for (String line : release) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length == 3 && words[2].equals(name) && words[0].length() == 64) {
        return words[0];
      }
    }
    throw new IOException("the suite " + SUITE + " has no " + name);
  }

  private static void expect(String what, String expected, String found) throws IOException {
    if (!expected.equals(found)) {
      throw new IOException(what + ": SHA256 " + found + " (expected: " + expected + ")");
    }
  }

  /** The archives in apt's lists, in both of the formats that those have. */
  private static Set<String> mirrors() throws IOException {
    List<Path> lists = new ArrayList<>();
    Path apt = Path.of("/etc/apt");
    if (Files.isRegularFile(apt.resolve("sources.list"))) {
      lists.add(apt.resolve("sources.list"));
    }
    if (Files.isDirectory(apt.resolve("sources.list.d"))) {
      try (Stream<Path> files = Files.list(apt.resolve("sources.list.d"))) {
        files
            .filter(f -> f.toString().endsWith(".list") || f.toString().endsWith(".sources"))
            .sorted()
            .forEach(lists::add);
      }
    }
    Set<String> mirrors = new LinkedHashSet<>();
    for (Path list : lists) {
      for (String line : Files.readAllLines(list)) {
        String text = line.strip();
        if (text.startsWith("deb ") || text.startsWith("URIs:")) {
          for (String word : text.split("\\s+", -1)) {
            if (word.startsWith("http://") || word.startsWith("https://")) {
              mirrors.add(word.replaceAll("/+$", ""));
            }
          }
        }
      }
    }
    return mirrors;
  }

  /** Path and SHA256 of the package. */
  private static String[] entry(Path index) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(index)), StandardCharsets.UTF_8))) {
      boolean ours = false;
      String path = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("Package: ")) {
          ours = line.equals("Package: consul");
        } else if (ours && line.startsWith("Filename: ")) {
          path = line.substring("Filename: ".length());
        } else if (ours && line.startsWith("SHA256: ")) {
          return new String[] {path, line.substring("SHA256: ".length())};
        }
      }
    }
    throw new IOException("the suite " + SUITE + " has no package consul");
  }

  /** Fetches a file; its SHA256. */
  private static String download(HttpClient client, String from, Path to) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(from.replace("+", "%2B")))
              .timeout(Duration.ofMinutes(2))
              .build();
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = new DigestInputStream(response.body(), digest)) {
        if (response.statusCode() != 200) {
          throw new IOException(from + ": status " + response.statusCode());
        }
        Files.copy(body, to, StandardCopyOption.REPLACE_EXISTING);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + ": " + said.strip());
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(tree)) {
      all = walk.sorted((a, b) -> b.compareTo(a)).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
