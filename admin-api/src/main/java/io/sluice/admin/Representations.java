package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.admin.edit.Diff;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.RawConfig;
import io.sluice.gateway.config.Secrets;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.Items;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.document.Revision;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.ConfigView;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Parts of the config as clients see them: in the format that they want, without secrets. Any
 * thread.
 */
final class Representations {
  private final Secrets secrets;

  /**
   * The last whole document in each format: many who ask at a time get the same bytes, which would
   * otherwise be as many times 20 MB. Nobody but answers keeps them.
   */
  private final Map<Format, Made> documents = new ConcurrentHashMap<>();

  private record Made(Document of, WeakReference<ByteBuffer> bytes) {}

  Representations(Secrets secrets) {
    this.secrets = secrets;
  }

  /** What is shown of the text of a part, by its top-level key. */
  String shown(String key, String text) {
    return secrets.hidden(key, text);
  }

  /**
   * A thing or a section of a config.
   *
   * @param text what it is there
   */
  Answer thing(
      Call call, HttpResponseStatus status, ConfigView view, Resource resource, String text)
      throws Refused {
    String etag = Etags.of(call.caller(), secrets, resource, text);
    return marked(of(call, status, shown(resource.key(), text)), etag, view);
  }

  /** The whole document. */
  Answer document(Call call, HttpResponseStatus status, ConfigView view) throws Refused {
    Format format = Media.wanted(call);
    String type = format == Format.JSON ? Media.JSON : Media.YAML;
    ByteBuffer bytes = bytes(view.document(), format);
    return marked(
        new Answer(status, type, bytes.duplicate(), Map.of()), view.revision().etag(), view);
  }

  private ByteBuffer bytes(Document document, Format format) {
    Made made = documents.get(format);
    ByteBuffer bytes = made == null || made.of != document ? null : made.bytes.get();
    if (bytes == null) {
      String json = json(document);
      String text = format == Format.JSON ? json + "\n" : Media.yaml(json);
      bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      documents.put(format, new Made(document, new WeakReference<>(bytes)));
    }
    return bytes;
  }

  /** A whole document as JSON. */
  String json(Document document) {
    StringBuilder out = new StringBuilder("{");
    document.sections().forEach((key, text) -> key(out, key).append(secrets.hidden(key, text)));
    for (String list : RawConfig.LISTS) {
      Items items = document.items(list);
      for (int i = 0; i < items.size(); i++) {
        (i == 0 ? key(out, list).append('[') : out.append(','))
            .append(secrets.hidden(list, items.at(i).text()));
      }
      out.append(items.size() == 0 ? "" : "]");
    }
    return out.append('}').toString();
  }

  private static StringBuilder key(StringBuilder out, String key) {
    return out.append(out.length() == 1 ? "" : ",").append(Json.quoted(key)).append(':');
  }

  /** Something else, in the format that the caller wants. */
  Answer of(Call call, HttpResponseStatus status, String json) throws Refused {
    return Media.wanted(call) == Format.JSON
        ? Answer.json(status, json + "\n")
        : Answer.of(status, Media.YAML, Media.yaml(json));
  }

  /** With the validator and the revision. */
  static Answer marked(Answer answer, @Nullable String etag, ConfigView view) {
    Answer marked = answer.with("config-revision", Long.toString(view.revision().number()));
    return etag == null ? marked : marked.with("etag", etag).with("vary", "Accept, Authorization");
  }

  /** What has no validator of its own is as good as its bytes are the same. */
  static Background.Slow told(ConfigControl config, Background.Slow slow) {
    return call -> told(call, slow.answer(call), config.now());
  }

  private static Answer told(Call call, Answer answer, ConfigView view) throws Refused {
    if (answer.status().code() / 100 != 2 || answer.headers().containsKey("etag")) {
      return answer;
    }
    String body = StandardCharsets.UTF_8.decode(answer.body().duplicate()).toString();
    return unlessKnown(call, marked(answer, body.isEmpty() ? null : Etags.of(body), view));
  }

  /** The same for a client that has it already, when it says so. */
  static Answer unlessKnown(Call call, Answer answer) throws Refused {
    String etag = answer.headers().get("etag");
    return etag != null && Preconditions.of(call.headers()).hasAlready(etag)
        ? new Answer(HttpResponseStatus.NOT_MODIFIED, "", ByteBuffer.allocate(0), answer.headers())
        : answer;
  }

  /** Head of a revision. */
  static Map<String, @Nullable Object> head(Revision revision) {
    Map<String, @Nullable Object> head = new LinkedHashMap<>();
    head.put("revision", revision.number());
    head.put("etag", revision.etag());
    head.put("time", revision.time().toString());
    head.put("who", revision.who());
    head.put("from", revision.from());
    head.put("source", revision.source());
    head.put("comment", revision.comment());
    head.put("summary", Diff.summary(revision.changes()));
    head.put("changes", revision.changes().size());
    head.put("confirm_by", revision.confirmBy() == null ? null : revision.confirmBy().toString());
    return head;
  }
}
