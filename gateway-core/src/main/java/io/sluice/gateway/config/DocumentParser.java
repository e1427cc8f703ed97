package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Text to a tree of nodes. Repeated keys and variables that are not set are findings, and reading
 * goes on; what no tree can be made of ends it.
 *
 * <p>Nothing in a document may cost more than its length: depth is bounded, and so is what aliases
 * repeat, because a few lines of them can stand for billions of nodes.
 */
final class DocumentParser {

  /** Nodes that all aliases together may repeat. */
  static final int MAX_REPEATED = 100_000;

  private final JsonParser parser;
  private final Environment environment;
  private final Findings findings;
  private final Map<String, Node> anchors = new HashMap<>();

  /** By identity, what was written where the environment was filled in. */
  private final IdentityHashMap<Node, String> written;

  private long repeated;
  private long nodes;
  private long filledIn;

  private DocumentParser(
      JsonParser parser,
      Environment environment,
      Findings findings,
      IdentityHashMap<Node, String> written) {
    this.written = written;
    this.parser = parser;
    this.environment = environment;
    this.findings = findings;
  }

  /** A document that no tree can be made of. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    Unreadable(String message, int line) {
      super(message, null, false, false);
      this.line = line;
    }
  }

  /**
   * Parses {@code text}.
   *
   * @throws ConfigException when it is not of the format, or out of bounds
   */
  static Node parse(String text, Format format, Environment environment, Findings findings)
      throws ConfigException {
    return parse(text, format, environment, findings, KeyPath.ROOT, new IdentityHashMap<>());
  }

  /**
   * The same of a part of a document.
   *
   * @param path where it stands there
   * @param written by identity; gets what was written where the environment was filled in
   */
  static Node parse(
      String text,
      Format format,
      Environment environment,
      Findings findings,
      KeyPath path,
      IdentityHashMap<Node, String> written)
      throws ConfigException {
    try (JsonParser parser = Syntax.parser(checked(text), format)) {
      return new DocumentParser(parser, environment, findings, written).document(path);
    } catch (Unreadable e) {
      throw new ConfigException(ConfigErrors.of(String.valueOf(e.getMessage()), e.line));
    } catch (JacksonException e) {
      throw new ConfigException(Syntax.errors(e, format));
    }
  }

  /** Refuses what neither format may hold, with its line; a byte order mark is dropped. */
  private static String checked(String text) {
    if (text.length() > Syntax.MAX_LENGTH) {
      throw new Unreadable("too long (expected: at most 64 MiB)", 0);
    }
    int line = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
      } else if ((Character.isISOControl(c) && c != '\t' && c != '\r' && c != '\u0085')
          || c >= '\uFFFE'
          || isLoneSurrogate(text, i)) {
        throw new Unreadable(
            String.format("character U+%04X (expected: printable text)", (int) c), line);
      }
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private Node document(KeyPath path) {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new Unreadable("empty (expected: a mapping)", 0);
    }
    Node root = node(first, path, 1);
    if (parser.nextToken() != null) {
      throw new Unreadable("a second document (expected: one)", line());
    }
    return root;
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private Node node(JsonToken token, KeyPath path, int depth) {
    if (Syntax.isAlias(parser)) {
      return repeated(parser.getString(), depth);
    }
    if (depth > Syntax.MAX_DEPTH) {
      throw new Unreadable(
          "nested too deeply (expected: at most " + Syntax.MAX_DEPTH + " levels)", line());
    }
    if (++nodes > Syntax.MAX_NODES) {
      throw new Unreadable(
          "too many values (expected: at most " + Syntax.MAX_NODES + "; a larger heap takes more)",
          line());
    }
    refuseTag();
    String anchor = Syntax.anchor(parser);
    Node node =
        switch (token) {
          case START_OBJECT -> mapping(path, depth);
          case START_ARRAY -> sequence(path, depth);
          default -> scalar(token, path);
        };
    if (anchor != null) {
      anchors.put(anchor, node);
    }
    return node;
  }

  /** Tags choose types, but here the place of a value does. Text may be told from a number. */
  private void refuseTag() {
    Object tag = parser.getTypeId();
    if (tag != null && !tag.equals("tag:yaml.org,2002:str")) {
      throw new Unreadable( // its text may be the beginning of a secret
          "a tag (expected: none; a text that begins with ! stands in quotes)", line());
    }
  }

  private Node repeated(String anchor, int depth) {
    Node node = anchors.get(anchor);
    if (node == null) {
      throw new Unreadable(
          "an alias of an unknown anchor (expected: one that ends before it;"
              + " a text that begins with * stands in quotes)",
          line());
    }
    repeated += node.weight();
    if (repeated > MAX_REPEATED || depth + node.height() - 1 > Syntax.MAX_DEPTH) {
      throw new Unreadable(
          "aliases repeat too much (expected: at most "
              + MAX_REPEATED
              + " values in "
              + Syntax.MAX_DEPTH
              + " levels)",
          line());
    }
    return node;
  }

  private Node sequence(KeyPath path, int depth) {
    int line = line();
    List<Node> items = new ArrayList<>();
    int weight = 1;
    int height = 0;
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      Node item = node(t, path.child(items.size()), depth + 1);
      items.add(item);
      weight += item.weight();
      height = Math.max(height, item.height());
    }
    return new Node.Sequence(items, line, weight, height + 1);
  }

  private Node mapping(KeyPath path, int depth) {
    int line = line();
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    int weight = 1;
    int height = 0;
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
      int keyLine = line();
      String key = bounded(parser.currentName(), keyLine);
      KeyPath place = path.child(key);
      Node value = node(parser.nextToken(), place, depth + 1);
      weight += value.weight() + Node.weightOf(key);
      height = Math.max(height, value.height());
      Node.Entry earlier = entries.putIfAbsent(key, new Node.Entry(keyLine, value));
      if (earlier != null) {
        findings.add(
            place, "repeated key (expected: once; first on line " + earlier.line() + ")", keyLine);
      }
    }
    return new Node.Mapping(entries, line, weight, height + 1);
  }

  private Node scalar(JsonToken token, KeyPath path) {
    int line = line();
    return switch (token) {
      case VALUE_STRING -> text(bounded(parser.getString(), line), path, line);
      case VALUE_NUMBER_INT -> number(Node.Kind.WHOLE, line);
      case VALUE_NUMBER_FLOAT -> number(Node.Kind.DECIMAL, line);
      case VALUE_TRUE, VALUE_FALSE -> new Node.Scalar(Node.Kind.BOOLEAN, parser.getString(), line);
      case VALUE_NULL -> new Node.Scalar(Node.Kind.NULL, "null", line);
      default -> throw new Unreadable("unexpected " + token, line);
    };
  }

  private Node number(Node.Kind kind, int line) {
    String text = parser.getString();
    if (text.length() > Syntax.MAX_NUMBER) {
      throw new Unreadable(
          "number of "
              + text.length()
              + " characters (expected: at most "
              + Syntax.MAX_NUMBER
              + ")",
          line);
    }
    return new Node.Scalar(kind, text, line);
  }

  private static String bounded(String text, int line) {
    if (text.length() > Syntax.MAX_VALUE) {
      throw new Unreadable(
          "text of " + text.length() + " characters (expected: at most " + Syntax.MAX_VALUE + ")",
          line);
    }
    for (int i = 0; i < text.length(); i++) {
      if (isLoneSurrogate(text, i)) { // JSON can write one as an escape; UTF-8 cannot
        throw new Unreadable("half a character (expected: a whole surrogate pair)", line);
      }
    }
    return text;
  }

  private Node text(String text, KeyPath path, int line) {
    try {
      String filled = environment.replaceIn(text, Syntax.MAX_VALUE);
      filledIn += Math.max(0, filled.length() - text.length());
      if (filledIn > Syntax.MAX_FILLED) {
        throw new Unreadable("too long with its variables (expected: at most 16 MiB)", line);
      }
      boolean typed = text.indexOf("${") < 0;
      Node node = new Node.Scalar(typed ? Node.Kind.TEXT : Node.Kind.UNTYPED, filled, line);
      if (!typed) {
        written.put(node, text);
      }
      return node;
    } catch (IllegalArgumentException e) {
      findings.add(path, String.valueOf(e.getMessage()), line);
      return new Node.Scalar(Node.Kind.BROKEN, "", line);
    }
  }
}
