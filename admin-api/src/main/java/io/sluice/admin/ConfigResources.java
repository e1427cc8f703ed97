package io.sluice.admin;

import io.sluice.gateway.config.Secrets;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.GatewayControl;
import java.util.ArrayList;
import java.util.List;

/** What the admin API shows and changes of the config. */
final class ConfigResources {
  private static final String[] WRITE = Writes.PARAMETERS;

  private final ConfigControl config;
  private final Background reads;
  private final Background writes;
  private final Background tries;
  private final Background calls;
  private final AuditLog audit;
  private final WholeConfig whole;
  private final Revisions revisions;
  private final Things routes;
  private final Things upstreams;
  private final Things consumers;
  private final Things listeners;
  private final MatchQuestion match;
  private final Overview overview;

  ConfigResources(
      GatewayControl control,
      Compiled compiled,
      AuditLog audit,
      Background reads,
      Background writes,
      Background tries,
      Background calls) {
    this.audit = audit;
    this.tries = tries;
    this.calls = calls;
    this.reads = reads;
    this.writes = writes;
    this.config = control.config();
    Secrets secrets = new Secrets(control.plugins());
    Representations representations = new Representations(secrets);
    Drafts drafts = new Drafts(secrets);
    Trials trials = new Trials(config, drafts, representations);
    AdminSettings settings = () -> compiled.config(config.now()).admin();
    Writes writing = new Writes(config, settings, drafts, trials, representations, audit);
    whole = new WholeConfig(config, representations, writing, trials);
    revisions = new Revisions(config, representations, writing);
    routes = new Things("routes", config, representations, writing);
    upstreams = new Things("upstreams", config, representations, writing);
    consumers = new Things("consumers", config, representations, writing);
    listeners = new Things("listeners", config, representations, writing);
    match = new MatchQuestion(config, compiled, representations);
    overview = new Overview(control, compiled, representations, audit, System::nanoTime);
  }

  /** Their paths; of two that match, the first counts. */
  List<Place> places() {
    String v1 = LoopbackOnly.PREFIX;
    List<Place> places = new ArrayList<>();
    places.add(
        Place.fixed(
            v1 + "/config",
            Resource.NONE
                .with("GET", read(whole::get))
                .with("PUT", write(Bodies.MOST_DOCUMENT, whole::put))
                .with("PATCH", write(Bodies.MOST_DOCUMENT, whole::patch))));
    places.add(
        Place.fixed(
            v1 + "/config/validate",
            Resource.NONE.with(
                "POST", Operation.asking(Bodies.MOST_DOCUMENT, tries.work(whole::validate)))));
    places.add(
        Place.fixed(
            v1 + "/config/confirm",
            Resource.NONE.with(
                "POST", Operation.writing(0, writes.work(audit.audited(whole::confirm))))));
    places.add(
        Place.fixed(
            v1 + "/config/rollback",
            Resource.NONE.with("POST", write(Bodies.MOST_QUESTION, revisions::rollback))));
    places.add(
        Place.fixed(
            v1 + "/config/revisions",
            Resource.NONE.with("GET", read(revisions::all, "limit", "cursor"))));
    places.add(
        Place.of(
            v1 + "/config/revisions/{revision}",
            of ->
                Resource.NONE.with(
                    "GET", read(call -> revisions.one(of.get(0), call), "document"))));
    places.add(
        Place.of(
            v1 + "/config/revisions/{revision}/diff",
            of -> Resource.NONE.with("GET", read(call -> revisions.diff(of.get(0), call), "to"))));
    places.add(
        Place.fixed(
            v1 + "/routes/match",
            Resource.NONE.with(
                "POST", Operation.asking(Bodies.MOST_QUESTION, reads.work(match::answer)))));
    list(places, "routes", routes, true);
    list(places, "upstreams", upstreams, true);
    list(places, "consumers", consumers, true);
    list(places, "listeners", listeners, false);
    places.add(Place.fixed(v1 + "/status", Resource.NONE.with("GET", read(overview::status))));
    places.add(Place.fixed(v1 + "/filters", Resource.NONE.with("GET", read(overview::filters))));
    places.add(Place.fixed(v1 + "/schema", Resource.NONE.with("GET", read(overview::schema))));
    places.add(
        Place.fixed(v1 + "/openapi.json", Resource.NONE.with("GET", read(overview::openApi))));
    Operation drain =
        Operation.writing(0, calls.work(Representations.told(config, overview::drain)));
    places.add(Place.fixed(v1 + "/drain", Resource.NONE.with("POST", drain)));
    places.add(Place.fixed(LoopbackOnly.DRAIN, Resource.NONE.with("POST", drain)));
    return places;
  }

  private void list(List<Place> places, String list, Things things, boolean changes) {
    String path = LoopbackOnly.PREFIX + "/" + list;
    places.add(
        Place.fixed(
            path, Resource.NONE.with("GET", read(things::all, "limit", "cursor", "label", "q"))));
    places.add(
        Place.of(
            path + "/{id}",
            of -> {
              String id = of.get(0);
              Resource one = Resource.NONE.with("GET", read(call -> things.get(id, call)));
              return !changes
                  ? one
                  : one.with("PUT", write(Bodies.MOST_THING, call -> things.put(id, call)))
                      .with("PATCH", write(Bodies.MOST_THING, call -> things.patch(id, call)))
                      .with("DELETE", write(0, call -> things.delete(id, call)));
            }));
  }

  private Operation read(Background.Slow slow, String... parameters) {
    return Operation.of(reads.work(Representations.told(config, slow)), parameters);
  }

  private Operation write(int mostBody, Background.Slow slow) {
    Operation.Work write = writes.work(audit.audited(slow));
    Operation.Work trial = tries.work(slow);
    return Operation.writing(
        mostBody, (call, reply) -> (isTrial(call) ? trial : write).answer(call, reply), WRITE);
  }

  /** Others that only ask must not keep writes waiting. */
  private static boolean isTrial(Call call) {
    try {
      return call.query().flag("dry_run");
    } catch (Refused e) {
      return false; // it will be said
    }
  }
}
