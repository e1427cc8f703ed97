package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.admin.edit.Edits;
import io.sluice.admin.edit.PatchBody;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.ConfigView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Routes, upstreams, consumers or listeners one by one. */
final class Things {
  private final String list;
  private final ConfigControl config;
  private final Representations representations;
  private final Writes writes;

  /**
   * @param list the top-level key of the document
   */
  Things(String list, ConfigControl config, Representations representations, Writes writes) {
    this.list = list;
    this.config = config;
    this.representations = representations;
    this.writes = writes;
  }

  Answer all(Call call) throws Refused {
    ConfigView view = config.now();
    Page page = Page.of(list, view.document().items(list), call.query());
    String json = page.json(text -> representations.shown(list, text));
    return Representations.unlessKnown(
        call,
        Representations.marked(
            representations.of(call, HttpResponseStatus.OK, json), view.revision().etag(), view));
  }

  Answer get(String id, Call call) throws Refused {
    ConfigView view = config.now();
    Resource thing = new Resource(list, id);
    return Representations.unlessKnown(
        call, representations.thing(call, HttpResponseStatus.OK, view, thing, text(view, thing)));
  }

  private String text(ConfigView view, Resource thing) throws Refused {
    String text = view.document().text(thing);
    if (text == null) {
      String one = list.substring(0, list.length() - 1);
      throw Refused.because(
          404, "no_such_" + one, "There is no " + one + " '" + Json.shortened(thing.id()) + "'.");
    }
    return text;
  }

  Answer put(String id, Call call) throws Refused {
    String body = Bodies.thing(call);
    Resource thing = new Resource(list, id);
    return writes.write(
        call,
        new Edit(
            thing,
            (now, shown) ->
                List.of(new Change(thing, now.document().text(thing), Edits.withId(body, id))),
            (before, pointer) -> inside(before, thing, pointer)));
  }

  Answer patch(String id, Call call) throws Refused {
    PatchBody patch = Bodies.patch(call);
    Resource thing = new Resource(list, id);
    return writes.write(
        call,
        new Edit(
            thing,
            (now, shown) -> {
              String before = text(now, thing);
              String after = Edits.patched(shown.apply(list, before), id, patch);
              return List.of(new Change(thing, before, after));
            },
            (before, pointer) -> {
              String place = inside(before, thing, pointer);
              return place == null ? null : patch.blames(place);
            }));
  }

  Answer delete(String id, Call call) throws Refused {
    Resource thing = new Resource(list, id);
    return writes.write(
        call,
        new Edit(
            thing,
            (now, shown) -> {
              String before = text(now, thing);
              if (list.equals("upstreams")) {
                UpstreamUse.refuse(id, now.document());
              }
              return List.of(new Change(thing, before, null));
            },
            Edit.Locator.NOWHERE));
  }

  /** The rest of a pointer into a thing; null of one into another. */
  private static @Nullable String inside(ConfigView before, Resource thing, String pointer) {
    String prefix = Drafts.prefix(before, thing);
    boolean in = pointer.startsWith(prefix + "/") || pointer.equals(prefix);
    return in ? pointer.substring(prefix.length()) : null;
  }
}
