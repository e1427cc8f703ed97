package io.sluice.admin;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import io.sluice.admin.edit.Diff;
import io.sluice.gateway.config.RawConfig;
import io.sluice.gateway.document.Document;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Answers a page's calls as the admin API would, from a document that the test holds. What a real
 * server serves already (files, events, endpoints, figures) goes on to it. Confined to the test's
 * thread, on which the browser asks.
 */
final class StubApi {
  static final JsonMapper JSON = new JsonMapper();
  private static final String BASE = "/admin/v1";

  /** What came, as {@code METHOD path?query}. */
  final List<String> calls = new ArrayList<>();

  /** The same of writes that were no dry runs, with their headers. */
  final List<Request> writes = new ArrayList<>();

  final List<ObjectNode> revisions = new ArrayList<>(); // oldest first
  final List<ObjectNode> documents = new ArrayList<>(); // of each
  final ObjectNode trial = JSON.createObjectNode().put("valid", true);

  /** Told the head of each revision. */
  Consumer<ObjectNode> changed = revision -> {};

  /** Sees each call, as in {@link #calls}, before it is answered. */
  Consumer<String> arriving = call -> {};

  String token = "";

  /** Tokens that were none. */
  final List<String> wrong = new ArrayList<>();

  int page = 100;

  private record Reply(int status, JsonNode body, String etag) {}

  StubApi(String document) {
    trial.putArray("warnings");
    trial.putArray("errors");
    trial.putObject("preflight").put("requests", 0).put("changed", 0);
    ((ObjectNode) trial.get("preflight")).putArray("moves");
    ((ObjectNode) trial.get("preflight")).putArray("unknown");
    revise(yaml(document), "file", "the file of the start", "", null);
  }

  static ObjectNode yaml(String text) {
    return (ObjectNode) new YAMLMapper().readTree(text);
  }

  void answer(BrowserContext browser) {
    browser.route("**" + BASE + "/**", this::answer);
  }

  ObjectNode document() {
    return documents.get(documents.size() - 1);
  }

  long revision() {
    return revisions.size();
  }

  /** One more revision, whoever makes it. */
  void revise(ObjectNode document, String who, String summary, String comment, String confirmBy) {
    ObjectNode head = JSON.createObjectNode().put("revision", revisions.size() + 1);
    head.put("etag", etag(revisions.size() + 1));
    head.put("time", "2026-01-02T03:04:" + (10 + revisions.size()) + "Z").put("who", who);
    head.put("from", "127.0.0.1:51234").put("source", "api").put("comment", comment);
    head.put("summary", summary).put("confirm_by", confirmBy);
    revisions.add(head);
    documents.add(document.deepCopy());
    changed.accept(head);
  }

  private void answer(Route route) {
    Request request = route.request();
    URI uri = URI.create(request.url());
    String path = uri.getRawPath().substring(BASE.length());
    String call =
        request.method() + " " + path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    calls.add(call);
    arriving.accept(call);
    String given = request.headers().getOrDefault("authorization", "");
    if (!token.isEmpty() && !given.equals("Bearer " + token)) {
      wrong.add(given);
      send(route, problem(401, "unauthorized", "A token is needed."));
    } else if (path.equals("/events") || path.matches("/.*/(figures|endpoints|state)")) {
      route.resume();
    } else {
      send(route, reply(request, path, query(uri)));
    }
  }

  private void send(Route route, Reply reply) {
    Map<String, String> headers = new HashMap<>();
    headers.put(
        "content-type", reply.status() < 400 ? "application/json" : "application/problem+json");
    headers.put("etag", reply.etag());
    headers.put("config-revision", Long.toString(revision()));
    route.fulfill(
        new Route.FulfillOptions()
            .setStatus(reply.status())
            .setHeaders(headers)
            .setBody(reply.body() == null ? "" : reply.body().toString()));
  }

  private Reply reply(Request request, String path, Map<String, String> query) {
    String[] parts = path.substring(1).split("/", -1);
    boolean reads = request.method().matches("GET|HEAD");
    if (path.equals("/status")) {
      ObjectNode status = JSON.createObjectNode().put("state", "ready").put("version", "0.1.0");
      status.put("revision", revision()).put("uptime_seconds", 273_840).putNull("unconfirmed");
      status
          .putObject("store")
          .put("type", "file")
          .put("place", "sluice.state")
          .put("reachable", true);
      return ok(status);
    }
    if (path.equals("/routes/match")) {
      return ok(match);
    }
    if (parts[0].equals("config")) {
      return config(request, parts, query);
    }
    if (parts.length == 1) {
      return ok(list((ArrayNode) document().get(parts[0]), query));
    }
    return reads
        ? thing(parts[0], decoded(parts[1]))
        : write(request, parts[0], decoded(parts[1]), query);
  }

  JsonNode match = JSON.createObjectNode();

  private Reply config(Request request, String[] parts, Map<String, String> query) {
    if (parts.length == 1) {
      return request.method().matches("GET|HEAD")
          ? ok(document())
          : replace(request, query, body(request), "config");
    }
    return switch (parts[1]) {
      case "confirm" -> {
        if (isStale(request)) {
          yield stale();
        }
        revisions.get(revisions.size() - 1).putNull("confirm_by");
        yield ok(JSON.createObjectNode());
      }
      case "rollback" -> {
        int to = body(request).get("revision").intValue();
        yield replace(request, query, documents.get(to - 1), "rollback to " + to);
      }
      default -> parts.length == 2 ? heads() : past(parts, query);
    };
  }

  private Reply heads() {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode items = answer.putArray("items");
    revisions.forEach(each -> items.insert(0, each));
    return ok(answer.putNull("next"));
  }

  private Reply past(String[] parts, Map<String, String> query) {
    int number = Integer.parseInt(parts[2]);
    if (parts.length == 3) {
      return ok(revisions.get(number - 1).deepCopy().set("document", documents.get(number - 1)));
    }
    int to = Integer.parseInt(query.get("to"));
    ObjectNode answer = JSON.createObjectNode().put("from", number).put("to", to);
    answer.set("diff", diff(documents.get(number - 1), documents.get(to - 1)));
    return ok(answer);
  }

  private Reply write(Request request, String list, String id, Map<String, String> query) {
    ObjectNode next = document().deepCopy();
    ArrayNode things = (ArrayNode) next.get(list);
    int at = index(things, id);
    switch (request.method()) {
      case "DELETE" -> things.remove(at);
      case "PATCH" -> ((ObjectNode) things.get(at)).setAll((ObjectNode) body(request));
      default -> {
        if (at < 0) {
          things.add(body(request));
        } else {
          things.set(at, body(request));
        }
      }
    }
    return replace(request, query, next, list + "/" + id + " changed");
  }

  private Reply replace(Request request, Map<String, String> query, JsonNode next, String summary) {
    if (isStale(request)) {
      return stale();
    }
    if (query.containsKey("dry_run")) {
      ObjectNode answer = trial.deepCopy();
      answer.set("diff", diff(document(), next));
      return ok(answer);
    }
    writes.add(request);
    String comment = request.headers().getOrDefault("change-comment", "");
    String by =
        query.containsKey("confirm_within")
            ? java.time.Instant.now().plusSeconds(60).toString()
            : null;
    revise((ObjectNode) next, "ops", summary, comment, by);
    return ok(next);
  }

  private boolean isStale(Request request) {
    String expected = request.headers().get("if-match");
    return expected != null && !expected.equals(etag());
  }

  private Reply stale() {
    return problem(
        412,
        "precondition_failed",
        "It has changed since; revision " + revision() + " is in force.");
  }

  private static JsonNode diff(JsonNode before, JsonNode after) {
    Document from = parts(before);
    Document to = parts(after);
    return JSON.readTree(Diff.text(from, to, from.changesTo(to), (key, text) -> text));
  }

  private static Document parts(JsonNode document) {
    Map<String, String> sections = new LinkedHashMap<>();
    Map<String, List<RawConfig.Item>> lists = new LinkedHashMap<>();
    for (String list : RawConfig.LISTS) {
      List<RawConfig.Item> items = new ArrayList<>();
      document
          .path(list)
          .forEach(
              each -> items.add(new RawConfig.Item(each.get("id").stringValue(), each.toString())));
      lists.put(list, items);
    }
    for (String key : document.propertyNames()) {
      if (!lists.containsKey(key)) {
        sections.put(key, document.get(key).toString());
      }
    }
    return Document.of(new RawConfig(sections, lists));
  }

  private Reply thing(String list, String id) {
    ArrayNode things = (ArrayNode) document().get(list);
    int at = index(things, id);
    return at < 0 ? problem(404, "no_such_thing", "There is no '" + id + "'.") : ok(things.get(at));
  }

  private ObjectNode list(ArrayNode things, Map<String, String> query) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode items = answer.putArray("items");
    int from = Integer.parseInt(query.getOrDefault("cursor", "0"));
    int at = 0;
    for (JsonNode thing : things) {
      boolean labelled =
          !query.containsKey("label")
              || thing
                  .path("labels")
                  .path(query.get("label").split(":", 2)[0])
                  .asString("")
                  .equals(query.get("label").split(":", 2)[1]);
      if (labelled && thing.toString().contains(query.getOrDefault("q", "")) && at++ >= from) {
        if (items.size() == page) {
          return answer.put("next", Integer.toString(at - 1));
        }
        items.add(thing);
      }
    }
    return answer.putNull("next");
  }

  private static int index(ArrayNode things, String id) {
    for (int i = 0; i < things.size(); i++) {
      if (things.get(i).get("id").stringValue().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  private static JsonNode body(Request request) {
    return request.headers().get("content-type").contains("yaml")
        ? yaml(request.postData())
        : JSON.readTree(request.postData());
  }

  private String etag() {
    return etag(revision());
  }

  private static String etag(long revision) {
    return "\"" + revision + "\"";
  }

  private Reply ok(JsonNode body) {
    return new Reply(200, body, etag());
  }

  private Reply problem(int status, String reason, String detail) {
    ObjectNode body = JSON.createObjectNode().put("title", "Refused").put("status", status);
    return new Reply(status, body.put("reason", reason).put("detail", detail), etag());
  }

  private static Map<String, String> query(URI uri) {
    Map<String, String> query = new HashMap<>();
    for (String each :
        uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&", -1)) {
      String[] pair = each.split("=", 2);
      query.put(pair[0], decoded(pair[1]));
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
