package io.sluice.gateway.boot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which jars of the class path bring which providers of a service. {@code ServiceLoader} tells
 * neither: of a class that two jars list it takes one, and an error names the class alone.
 */
final class Providers {
  private final Map<String, Set<String>> jarsByClass = new LinkedHashMap<>();

  private Providers() {}

  /**
   * Reads the lists of all jars that the thread's class loader sees.
   *
   * @throws IOException when a list cannot be read, or two jars bring one class, such as an old
   *     version left beside the new one
   */
  static Providers of(Class<?> service) throws IOException {
    PluginJars.ofProcess().check();
    Providers providers = new Providers();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? ClassLoader.getSystemClassLoader() : context;
    String list = "META-INF/services/" + service.getName();
    for (URL url : Collections.list(loader.getResources(list))) {
      String text = url.toString();
      providers.read(url, jar(text.substring(0, text.length() - list.length())));
    }
    for (Map.Entry<String, Set<String>> entry : providers.jarsByClass.entrySet()) {
      if (entry.getValue().size() > 1) {
        throw twice(String.join(" and ", entry.getValue()), entry.getKey());
      }
    }
    return providers;
  }

  /**
   * All providers, by name.
   *
   * @param what they are, in messages
   * @param reserved whether a name is the gateway's own
   * @throws IOException when a jar cannot be used, lists a provider that cannot be made, or brings
   *     one whose name another one or the gateway itself has; it names the jars
   */
  static <S, P> List<P> found(
      Class<S> service,
      String what,
      Function<S, P> typed,
      Function<P, String> naming,
      Predicate<String> reserved)
      throws IOException {
    Providers providers = of(service);
    Map<String, P> found = new TreeMap<>();
    try {
      for (S each : ServiceLoader.load(service)) {
        P provider = typed.apply(each);
        String name = named(provider, what, naming);
        if (reserved.test(name)) {
          throw new IOException(
              "plugins: "
                  + placed(provider)
                  + " brings "
                  + what
                  + " "
                  + name
                  + " (expected: a name that is not the gateway's own)");
        }
        P other = found.putIfAbsent(name, provider);
        if (other != null) {
          throw twice(placed(other) + " and " + placed(provider), what + " " + name);
        }
      }
    } catch (ServiceConfigurationError | LinkageError e) { // not found, or for a newer Java
      throw providers.broken(e);
    }
    return List.copyOf(found.values());
  }

  private static <P> String named(P provider, String what, Function<P, String> naming)
      throws IOException {
    try {
      return Objects.requireNonNull(naming.apply(provider), "no name");
    } catch (RuntimeException e) {
      throw new IOException("plugins: " + placed(provider) + ": name of its " + what + ": " + e, e);
    }
  }

  /** The refusal of jars that bring the same thing. */
  private static IOException twice(String jars, String what) {
    return new IOException("plugins: " + jars + " bring " + what + " (expected: one of them)");
  }

  private void read(URL list, String jar) throws IOException {
    URLConnection connection = list.openConnection();
    connection.setUseCaches(false);
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int comment = line.indexOf('#');
        String name = (comment < 0 ? line : line.substring(0, comment)).trim();
        if (!name.isEmpty()) {
          jarsByClass.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(jar);
        }
      }
    }
  }

  /** What went wrong with a provider, with the jar that lists it in front. */
  IOException broken(Throwable why) {
    String message = String.valueOf(why.getMessage());
    String dotted = message.replace('/', '.'); // the JVM's own messages write classes so
    for (Map.Entry<String, Set<String>> entry : jarsByClass.entrySet()) {
      if (dotted.contains(entry.getKey())) {
        String jar = entry.getValue().iterator().next();
        return new IOException("plugins: " + jar + ": " + message, why);
      }
    }
    return new IOException("plugins: " + message, why);
  }

  /** A provider with the jar that it comes from in front. */
  private static String placed(Object provider) {
    Class<?> type = provider.getClass();
    return jarOf(type) + " (" + type.getName() + ")";
  }

  /** The jar or folder that a class comes from. */
  private static String jarOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null
        ? type.getName()
        : jar(source.getLocation().toString());
  }

  /** {@code /x/a.jar} of {@code jar:file:/x/a.jar!/}. */
  private static String jar(String url) {
    String path = url.startsWith("jar:") ? url.substring(4) : url;
    int end = path.indexOf("!/");
    path = end < 0 ? path : path.substring(0, end);
    return path.startsWith("file:") ? Path.of(URI.create(path)).toString() : path;
  }
}
