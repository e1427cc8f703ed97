package io.sluice.gateway.config;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLFactoryBuilder;
import tools.jackson.dataformat.yaml.YAMLParser;

/** The parsers of both formats, with bounds, and what their errors say. */
final class Syntax {

  /** Levels of nesting; the deepest sensible document has about ten. */
  static final int MAX_DEPTH = 64;

  /** Characters of a document: room for 100,000 routes of 600. */
  static final int MAX_LENGTH = 64 << 20;

  /**
   * Values of a document: 5 MiB of heap for each 10,000, for one takes some hundred bytes however
   * short it is written. At least as many as fit into 128 MiB.
   */
  static final long MAX_NODES = Math.max(128L << 20, Runtime.getRuntime().maxMemory()) / 512;

  /** Characters of a number. */
  static final int MAX_NUMBER = 100;

  /** Characters that variables fill in. */
  static final int MAX_FILLED = 16 << 20;

  /** Characters of one value or key. */
  static final int MAX_VALUE = 1 << 20;

  /** What the YAML parser reads at once, at most. */
  private static final int MAX_READ = 1 << 20;

  private static final int LEAST_READ = 1024;
  private static final int MAX_GIST = 200;

  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxStringLength(MAX_LENGTH) // DocumentParser refuses less, and knows the line
          .maxNameLength(MAX_LENGTH)
          .maxNumberLength(MAX_LENGTH)
          .maxDocumentLength(MAX_LENGTH)
          .build();
  private static final TokenStreamFactory JSON =
      JsonFactory.builder().streamReadConstraints(BOUNDS).build();
  private static final TokenStreamFactory YAML =
      new AnchoredFactory(
          YAMLFactory.builder().streamReadConstraints(BOUNDS).loadSettings(settings(LEAST_READ)));

  private Syntax() {}

  static JsonParser parser(String text, Format format) {
    return format == Format.JSON
        ? JSON.createParser(ObjectReadContext.empty(), text)
        : YAML.createParser(ObjectReadContext.empty(), new Source(text));
  }

  /**
   * The scanner keeps all of an unbroken run of characters, such as a comment or a long word, and
   * copies it anew with each piece that it reads: small pieces cost the square of the run's length.
   */
  private static LoadSettings settings(int read) {
    return LoadSettings.builder()
        .setCodePointLimit(MAX_LENGTH)
        .setAllowDuplicateKeys(true) // found here, with the others
        .setBufferSize(read)
        .build();
  }

  /** Name of the anchor at the parser's value, or null. */
  static @Nullable String anchor(JsonParser parser) {
    return parser instanceof AnchoredParser yaml ? yaml.anchor() : null;
  }

  static boolean isAlias(JsonParser parser) {
    return parser instanceof YAMLParser yaml && yaml.isCurrentAlias();
  }

  static ConfigErrors errors(JacksonException e, Format format) {
    int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    String problem = e.getOriginalMessage();
    if (e.getCause() instanceof MarkedYamlEngineException marked) {
      line = marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(line);
      problem = marked.getProblem();
    }
    return ConfigErrors.of("not " + format + ": " + gist(problem), line);
  }

  /** The parsers' messages quote the document, which may hold secrets: only their gist is kept. */
  private static String gist(String problem) {
    if (problem.startsWith("Unrecognized token") || problem.startsWith("Non-standard token")) {
      return "text without quotes";
    }
    int end = problem.indexOf('\n');
    int place = problem.indexOf(" (start marker at");
    end = end < 0 ? problem.length() : end;
    return Texts.visible(problem.substring(0, place < 0 ? end : Math.min(end, place)), MAX_GIST);
  }

  /**
   * A document's text. A read leaves the last place free: where it ends between the two halves of a
   * character, the scanner reads one more behind it, and it does not look whether there is room.
   */
  private static final class Source extends StringReader {
    private final int length;

    Source(String text) {
      super(text);
      length = text.length();
    }

    LoadSettings settings() {
      return Syntax.settings(Math.max(LEAST_READ, Math.min(MAX_READ, length + 2)));
    }

    @Override
    public int read(char[] into, int from, int most) throws IOException {
      return super.read(into, from, most > 1 ? most - 1 : most);
    }
  }

  /** The stock parser tells the anchors of lists and mappings, but not those of scalars. */
  private static final class AnchoredParser extends YAMLParser {
    AnchoredParser(
        ObjectReadContext context,
        IOContext io,
        BufferRecycler recycler,
        int streamFeatures,
        int formatFeatures,
        LoadSettings settings,
        Reader in) {
      super(context, io, recycler, streamFeatures, formatFeatures, settings, in);
    }

    @Nullable String anchor() {
      return _lastEvent instanceof ScalarEvent scalar
          ? scalar.getAnchor().map(anchor -> anchor.getValue()).orElse(null)
          : getObjectId();
    }
  }

  private static final class AnchoredFactory extends YAMLFactory {
    private static final long serialVersionUID = 1L;

    AnchoredFactory(YAMLFactoryBuilder builder) {
      super(builder);
    }

    @Override
    protected YAMLParser _createParser(ObjectReadContext context, IOContext io, Reader in) {
      return new AnchoredParser(
          context,
          io,
          _getBufferRecycler(),
          context.getStreamReadFeatures(_streamReadFeatures),
          context.getFormatReadFeatures(_formatReadFeatures),
          in instanceof Source source ? source.settings() : _loadSettings,
          in);
    }
  }
}
