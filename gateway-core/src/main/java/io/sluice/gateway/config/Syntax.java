package io.sluice.gateway.config;

import java.io.Reader;
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

  /** Characters of a document. */
  static final int MAX_LENGTH = 64 << 20;

  private static final int MAX_GIST = 200;

  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxStringLength(MAX_LENGTH)
          .maxDocumentLength(MAX_LENGTH)
          .build();
  private static final TokenStreamFactory JSON =
      JsonFactory.builder().streamReadConstraints(BOUNDS).build();
  private static final TokenStreamFactory YAML =
      new AnchoredFactory(
          YAMLFactory.builder()
              .streamReadConstraints(BOUNDS)
              .loadSettings(
                  LoadSettings.builder()
                      .setCodePointLimit(MAX_LENGTH)
                      .setAllowDuplicateKeys(true) // found here, with the others
                      .build()));

  private Syntax() {}

  static JsonParser parser(String text, Format format) {
    return (format == Format.JSON ? JSON : YAML).createParser(ObjectReadContext.empty(), text);
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
          _loadSettings,
          in);
    }
  }
}
