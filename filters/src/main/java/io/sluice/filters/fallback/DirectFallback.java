package io.sluice.filters.fallback;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.sluice.filters.field.FieldName;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.FieldValues;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Template;
import io.sluice.gateway.api.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Gives an answer of its own. */
final class DirectFallback implements Filter {
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Trigger trigger;
  private final FallbackAnswer answer;
  private final AsciiString[] names;
  private final Template[] values;
  private final boolean typed; // the config names a content type
  private final Runnable given;

  DirectFallback(Trigger trigger, FallbackAnswer answer, Runnable given) {
    this.trigger = trigger;
    this.answer = answer;
    this.given = given;
    this.names = new AsciiString[answer.headers().size()];
    this.values = new Template[names.length];
    boolean hasType = false;
    int i = 0;
    for (Map.Entry<String, Template> field : answer.headers().entrySet()) {
      names[i] = FieldName.endToEnd("direct_response.headers", field.getKey());
      values[i++] = field.getValue();
      hasType |= field.getKey().equalsIgnoreCase("content-type");
    }
    this.typed = hasType;
  }

  @Override
  public Verdict onResponse(Exchange exchange) {
    if (!trigger.isPulledBy(exchange.status(), exchange.error())) {
      return Verdict.CONTINUE;
    }
    exchange.note("fallback=direct_response after " + Trigger.causeIn(exchange));
    given.run();
    byte[] body = answer.body().render(exchange).getBytes(StandardCharsets.UTF_8);
    boolean plain = !typed && body.length > 0;
    exchange.reply(answer.status(), plain ? TEXT : null, Unpooled.wrappedBuffer(body));
    HttpHeaders fields = exchange.responseHeaders(); // the answer's own, only now
    for (int i = 0; i < names.length; i++) {
      fields.set(names[i], FieldValues.clean(values[i].render(exchange)));
    }
    return Verdict.DONE;
  }
}
