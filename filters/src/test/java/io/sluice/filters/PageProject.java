package io.sluice.filters;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The files that a page shows, each a block of code below a line with its path, as a project. */
final class PageProject {
  private static final Pattern FILE =
      Pattern.compile("(?m)^`([\\w./-]+)`\\n\\n```\\w*\\n(.*?)^```", Pattern.DOTALL);

  private final Map<String, String> files = new LinkedHashMap<>();
  private final Path root;

  PageProject(String page, Path root) throws IOException {
    this.root = root;
    Matcher file = FILE.matcher(page);
    while (file.find()) {
      files.put(file.group(1), file.group(2));
      Path path = root.resolve(file.group(1));
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.group(2));
    }
  }

  Map<String, String> files() {
    return files;
  }

  String file(String path) {
    String content = files.get(path);
    if (content == null) {
      throw new AssertionError("the page has no " + path + " among " + files.keySet());
    }
    return content;
  }

  /** The class path that this JVM was started with. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /**
   * Compiles what is below {@code sources} as strictly as Sluice itself.
   *
   * @throws AssertionError with all errors and warnings
   */
  Path compile(String sources, Path... more) throws IOException {
    Path classes = Files.createDirectories(root.resolve("target/" + sources.replace('/', '-')));
    StringBuilder path = new StringBuilder(classPath());
    for (Path each : more) {
      path.append(System.getProperty("path.separator")).append(each);
    }
    List<String> options =
        List.of(
            "--release=17",
            "-parameters",
            "-proc:none",
            "-Xlint:all,-classfile,-path",
            "-Werror",
            "-classpath",
            path.toString(),
            "-d",
            classes.toString());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      Iterable<? extends JavaFileObject> units =
          manager.getJavaFileObjectsFromPaths(filesBelow(root.resolve(sources), ".java"));
      if (!compiler.getTask(messages, manager, null, options, null, units).call()) {
        throw new AssertionError("the page's code does not compile:\n" + messages);
      }
    }
    return classes;
  }

  /** Packs classes and the project's resources as {@code mvn package} does. */
  Path jar(Path classes) throws IOException {
    Path jar = root.resolve("target/plugin.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (Path folder : List.of(classes, root.resolve("src/main/resources"))) {
        for (Path file : filesBelow(folder, "")) {
          entries.putNextEntry(new JarEntry(folder.relativize(file).toString()));
          Files.copy(file, entries);
        }
      }
    }
    return jar;
  }

  private static List<Path> filesBelow(Path folder, String ending) {
    try (Stream<Path> all = Files.walk(folder)) {
      return new ArrayList<>(
          all.filter(Files::isRegularFile).filter(p -> p.toString().endsWith(ending)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
