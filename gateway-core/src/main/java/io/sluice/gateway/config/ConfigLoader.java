package io.sluice.gateway.config;

import io.sluice.gateway.api.FilterFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Loads config documents: start-up, {@code sluice check}, a reload and a write of the admin API all
 * come through here. What it returns has passed every check that needs no network. May be used by
 * several threads.
 */
public final class ConfigLoader {
  private final Binder binder;
  private final OutsideChecks outside;
  private final Plugins plugins;

  /**
   * For documents that need filters alone.
   *
   * @param filters every filter that documents may name
   * @param environment value of an environment variable, or null, as {@code System::getenv}
   * @throws IllegalArgumentException when two filters have one name, or a config type of theirs
   *     cannot be bound
   */
  public ConfigLoader(
      Iterable<? extends FilterFactory<?>> filters,
      Function<String, @Nullable String> environment) {
    this(Plugins.filters(filters), environment, OutsideChecks.NONE);
  }

  /**
   * For documents that will be run here.
   *
   * @param plugins all that documents may name
   * @param environment value of an environment variable, or null, as {@code System::getenv}
   * @param outside asked about documents that have errors, to tell the others with them; those
   *     without are left to who runs them
   * @throws IllegalArgumentException when two plugins have one name, or a config type of theirs
   *     cannot be bound
   */
  public ConfigLoader(
      Plugins plugins, Function<String, @Nullable String> environment, OutsideChecks outside) {
    binder = new Binder(plugins, environment);
    this.outside = outside;
    this.plugins = plugins;
  }

  /**
   * Loads a file: JSON when its name ends so, else YAML; UTF-8, at most 64 MiB. Blocks.
   *
   * @throws ConfigException with everything that is wrong, also when it cannot be read
   */
  public GatewayConfig load(Path file) throws ConfigException {
    return parse(read(file), Format.of(file));
  }

  /**
   * Loads a document.
   *
   * @throws ConfigException with everything that is wrong
   */
  public GatewayConfig parse(String text, Format format) throws ConfigException {
    return binder.bind(text, format, GatewayConfig.class, new IdentityHashMap<>(), this::check);
  }

  /** All that its documents may name. */
  public Plugins plugins() {
    return plugins;
  }

  /** Binds parts of documents for this loader's documents. */
  public PartBinder parts() {
    return new PartBinder(binder, outside);
  }

  /**
   * Takes a document apart without looking at what it says: variables of the environment stay as
   * they are written, aliases of YAML are written out.
   *
   * @throws ConfigException when it is not of the format or out of bounds, a key is repeated, or a
   *     thing of a list has no id of its own
   */
  public static RawConfig raw(String text, Format format) throws ConfigException {
    return raw(text, format, false);
  }

  /**
   * The same of a document that is bound before it is taken: that a thing has no id of its own is
   * told then, with all else that is wrong.
   *
   * @throws ConfigException when it is not of the format or out of bounds, or a key is repeated
   */
  public static RawConfig draft(String text, Format format) throws ConfigException {
    return raw(text, format, true);
  }

  private static RawConfig raw(String text, Format format, boolean draft) throws ConfigException {
    Findings findings = new Findings();
    Node document = DocumentParser.parse(text, format, Environment.UNFILLED, findings);
    findings.throwIfAny();
    return RawConfig.of(document, new IdentityHashMap<>(), draft);
  }

  /**
   * What a document says and how it says it.
   *
   * @param raw the same in parts, as it was written
   */
  public record Loaded(GatewayConfig config, RawConfig raw) {}

  /**
   * Loads a document.
   *
   * @throws ConfigException with everything that is wrong
   */
  public Loaded loaded(String text, Format format) throws ConfigException {
    IdentityHashMap<Node, String> written = new IdentityHashMap<>();
    Node[] tree = new Node[1];
    GatewayConfig config =
        binder.bind(
            text,
            format,
            GatewayConfig.class,
            written,
            (document, findings) -> {
              tree[0] = document;
              check(document, findings);
            });
    return new Loaded(config, RawConfig.of(tree[0], written, false));
  }

  /**
   * Reads one value, such as a thing of a list, with the same bounds, and writes it as {@link
   * #raw(String, Format)} writes parts: JSON in one line without blanks.
   *
   * @throws ConfigException when it is not of the format or out of bounds, or a key is repeated
   */
  public static String json(String text, Format format) throws ConfigException {
    Findings findings = new Findings();
    Node value = DocumentParser.parse(text, format, Environment.UNFILLED, findings);
    findings.throwIfAny();
    return NodeText.of(value);
  }

  /** The same of a file. Blocks. */
  public Loaded loaded(Path file) throws ConfigException {
    return loaded(read(file), Format.of(file));
  }

  private void check(Node document, Findings findings) {
    DocumentChecks.run(document, findings, outside);
  }

  /**
   * The same errors with their lines in {@code file}, for checks that are made after loading. Paths
   * that the file does not have keep theirs.
   */
  public ConfigErrors located(ConfigErrors errors, Path file) {
    try {
      return binder.located(errors, read(file), Format.of(file));
    } catch (ConfigException e) {
      return errors; // it was readable a moment ago; what is known is better than nothing
    }
  }

  private static String read(Path file) throws ConfigException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(Syntax.MAX_LENGTH + 1);
    } catch (NoSuchFileException e) {
      throw unreadable(file, "no such file", 0);
    } catch (AccessDeniedException e) { // its message is the path alone
      throw unreadable(file, "permission denied", 0);
    } catch (IOException e) {
      throw unreadable(file, "cannot be read: " + e.getMessage(), 0);
    }
    if (bytes.length > Syntax.MAX_LENGTH) {
      throw unreadable(file, "too long (expected: at most 64 MiB)", 0);
    }
    return decode(file, bytes);
  }

  private static String decode(Path file, byte[] bytes) throws ConfigException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    out.flip();
    if (result.isError()) {
      long line = out.chars().filter(c -> c == '\n').count() + 1;
      throw unreadable(file, "not UTF-8 (expected: UTF-8 text)", (int) line);
    }
    return out.toString();
  }

  private static ConfigException unreadable(Path file, String message, int line) {
    return new ConfigException(ConfigErrors.of(file + ": " + message, line));
  }
}
