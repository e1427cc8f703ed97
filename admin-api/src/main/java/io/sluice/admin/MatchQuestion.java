package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.http.RequestPath;
import io.sluice.gateway.routing.Explanation;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.ConfigView;
import io.sluice.gateway.snapshot.AskedRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /routes/match}: where a request would go, and why. */
final class MatchQuestion {
  private static final int MOST_OTHERS = 10;
  private static final Pattern VARIABLE = Pattern.compile("\\{\\*?([A-Za-z0-9_]+)}");

  private final ConfigControl config;
  private final Compiled compiled;
  private final Representations representations;

  MatchQuestion(ConfigControl config, Compiled compiled, Representations representations) {
    this.config = config;
    this.compiled = compiled;
    this.representations = representations;
  }

  Answer answer(Call call) throws Refused {
    Question question = Question.in(Json.body(call));
    ConfigView view = config.now();
    Matching matching = compiled.matching(view);
    RequestPath path = RequestPath.normalize(question.path(), matching.paths());
    ObjectNode told = Json.object();
    String read = path.error() == null ? path.value() : question.path(); // no route sees it
    told.put("path", read);
    told.put("normalised", !read.equals(question.path()));
    if (path.error() != null) {
      told.putNull("route");
      told.putObject("refused")
          .put("status", path.error().status())
          .put("reason", path.error().reason());
    } else {
      explain(question, read, matching, view, told);
    }
    return Representations.marked(
        representations.of(call, HttpResponseStatus.OK, told.toString()), null, view);
  }

  private static void explain(
      Question question, String path, Matching matching, ConfigView view, ObjectNode told) {
    AskedRequest request =
        new AskedRequest(
            question.method(),
            question.host(),
            path,
            question.query(),
            question.headers(),
            question.client());
    Explanation explanation = matching.explain(request, MOST_OTHERS);
    told.put("request", explanation.request());
    told.put("route", explanation.route());
    told.put("rule", explanation.rule());
    ArrayNode chain = told.putArray("chain");
    matching.chain(request).forEach(chain::add);
    String text =
        explanation.route() == null
            ? null
            : view.document().text(Resource.route(explanation.route()));
    JsonNode route = text == null ? Json.object() : Json.exact(text);
    ArrayNode upstreams = told.putArray("upstreams");
    if (route.path("upstream").isString()) {
      upstreams.add(route.path("upstream").stringValue());
    }
    for (JsonNode share : route.path("weighted_upstreams")) {
      upstreams.add(share.path("upstream").asString(""));
    }
    told.set("others", Json.tree(explanation.others()));
    ObjectNode params = told.putObject("path_params");
    Matcher names =
        VARIABLE.matcher(route.path("match").path("path").path("template").asString(""));
    while (names.find()) {
      String value = matching.pathParameter(request, names.group(1));
      if (value != null) {
        params.put(names.group(1), value);
      }
    }
  }
}
