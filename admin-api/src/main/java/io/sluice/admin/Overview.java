package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import io.sluice.gateway.config.Bind;
import io.sluice.gateway.config.ConfigSchema;
import io.sluice.gateway.config.FilterDocs;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.document.Revision;
import io.sluice.gateway.service.ConfigView;
import io.sluice.gateway.service.GatewayControl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.LongSupplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the gateway is, and what it understands. */
final class Overview {
  private final GatewayControl control;
  private final Compiled compiled;
  private final Representations representations;
  private final AuditLog audit;
  private final LongSupplier nanoTime;
  private final long started;

  Overview(
      GatewayControl control,
      Compiled compiled,
      Representations representations,
      AuditLog audit,
      LongSupplier nanoTime) {
    this.control = control;
    this.compiled = compiled;
    this.representations = representations;
    this.audit = audit;
    this.nanoTime = nanoTime;
    this.started = nanoTime.getAsLong();
  }

  Answer status(Call call) throws Refused {
    ConfigView view = control.config().now();
    GatewayConfig config = compiled.config(view);
    Revision revision = view.revision();
    String version = Overview.class.getPackage().getImplementationVersion();
    ObjectNode status = Json.object();
    status.put("state", control.state().name().toLowerCase(Locale.ROOT));
    status.put("version", version == null ? "(unpackaged)" : version);
    status.put("uptime_seconds", (nanoTime.getAsLong() - started) / 1_000_000_000L);
    status.put("revision", revision.number());
    if (revision.confirmBy() == null) {
      status.putNull("unconfirmed");
    } else {
      status
          .putObject("unconfirmed")
          .put("revision", revision.number())
          .put("confirm_by", revision.confirmBy().toString());
    }
    status.set("store", Json.tree(control.config().store()));
    int workers = config.server().workers();
    status.put("workers", workers == 0 ? Runtime.getRuntime().availableProcessors() : workers);
    ArrayNode listeners = status.putArray("listeners");
    config
        .listeners()
        .forEach(
            listener ->
                listeners.addObject().put("id", listener.id()).put("bind", text(listener.bind())));
    status.put("admin", NetUtil.toSocketAddressString(control.adminAddress()));
    status.put("routes", view.document().items("routes").size());
    status.put("upstreams", view.document().items("upstreams").size());
    return marked(call, status.toString(), view);
  }

  private static String text(Bind bind) {
    return bind.toString();
  }

  Answer filters(Call call) throws Refused {
    ObjectNode told = Json.object();
    told.set("items", Json.tree(FilterDocs.of(control.plugins().filters())));
    return representations.of(call, HttpResponseStatus.OK, told.toString());
  }

  Answer schema(Call call) throws Refused {
    return representations.of(
        call, HttpResponseStatus.OK, ConfigSchema.tree(control.plugins()).toString());
  }

  /** What this API is, as OpenAPI 3.1 says it. */
  Answer openApi(Call call) throws Refused {
    return representations.of(call, HttpResponseStatus.OK, Media.json(openApi()));
  }

  static String openApi() {
    try (InputStream in = Overview.class.getResourceAsStream("openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("openapi.yaml is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Answer drain(Call call) throws Refused {
    control.prepareToStop();
    audit.operated(call, control.revision(), "drain");
    return representations.of(call, HttpResponseStatus.ACCEPTED, "{\"status\":\"draining\"}");
  }

  private Answer marked(Call call, String json, ConfigView view) throws Refused {
    return Representations.marked(
        representations.of(call, HttpResponseStatus.OK, json), null, view);
  }
}
