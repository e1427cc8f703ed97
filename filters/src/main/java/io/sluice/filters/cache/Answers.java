package io.sluice.filters.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.rules.ByteRanges;
import io.sluice.filters.cache.rules.Validators;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.filters.cache.store.Tags;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.http.FieldBlock;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.WireHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Answers exchanges with what is stored, in the form that each has asked for. */
final class Answers {
  private Answers() {}

  /** Puts down the fields of a response that is on its way. */
  static void begin(WireHeaders to, Head head, boolean leads, long now) {
    if (leads) {
      to.appendBelow(new FieldBlock(head.fields()));
    } else {
      to.appendBelow(head.forAll());
      to.set(FieldName.AGE, Long.toString(head.freshness().age(now) / 1000));
      if (head.length() >= 0) {
        to.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(head.length()));
      }
    }
    Tags.hide(to);
  }

  /** Whether the client has the version that would be its answer (RFC 9111 section 4.3.2). */
  static boolean isHeld(
      Exchange exchange, int status, Validators version, HttpHeaders fields, long now) {
    HttpHeaders request = exchange.requestHeaders();
    return status == 200
        && (request.contains(HttpHeaderNames.IF_NONE_MATCH)
            || request.contains(HttpHeaderNames.IF_MODIFIED_SINCE))
        && version.isHeldBy(request, fields.get(HttpHeaderNames.DATE), now / 1000);
  }

  /** Answers 304 with the fields that are put down (RFC 9110 section 15.4.5). */
  static void notModified(Exchange exchange) {
    HttpHeaders fields = exchange.responseHeaders();
    fields.remove(HttpHeaderNames.CONTENT_LENGTH);
    fields.remove(HttpHeaderNames.CONTENT_TYPE);
    fields.remove(HttpHeaderNames.CONTENT_ENCODING);
    fields.remove(HttpHeaderNames.CONTENT_LANGUAGE);
    exchange.reply(304, null, Unpooled.EMPTY_BUFFER);
  }

  /**
   * Answers with what is stored.
   *
   * @param body ownership passes
   * @param cacheStatus the member of Cache-Status; null = that of a hit
   */
  static void stored(
      Exchange exchange,
      StoredResponse stored,
      ByteBuf body,
      @Nullable String cacheStatus,
      long now) {
    WireHeaders fields = (WireHeaders) exchange.responseHeaders();
    fields.appendBelow(stored.fields());
    StoredResponse.Told told = stored.told(now);
    fields.set(FieldName.AGE, told.age());
    fields.append(FieldName.CACHE_STATUS, cacheStatus == null ? told.hit() : cacheStatus);
    if (stored.status() != 200) {
      exchange.reply(stored.status(), null, body);
      return;
    }
    HttpHeaders request = exchange.requestHeaders();
    if (isHeld(exchange, 200, stored.validators(), fields, now)) {
      body.release();
      notModified(exchange);
      return;
    }
    List<ByteRanges.Part> parts = parts(exchange, request, stored, body, now);
    if (parts == null) {
      exchange.reply(200, null, body);
    } else if (parts.isEmpty()) {
      fields.set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + body.readableBytes());
      fields.remove(HttpHeaderNames.CONTENT_TYPE);
      fields.remove(HttpHeaderNames.CONTENT_ENCODING);
      body.release();
      exchange.reply(416, null, Unpooled.EMPTY_BUFFER);
    } else if (parts.size() == 1) {
      ByteRanges.Part part = parts.get(0);
      fields.set(HttpHeaderNames.CONTENT_RANGE, part.of(body.readableBytes()));
      exchange.reply(206, null, body.slice((int) part.first(), (int) part.length()));
    } else {
      several(exchange, fields, parts, body);
    }
  }

  private static @Nullable List<ByteRanges.Part> parts(
      Exchange exchange, HttpHeaders request, StoredResponse stored, ByteBuf body, long now) {
    String range = request.get(HttpHeaderNames.RANGE);
    return range == null
            || !exchange.method().equals("GET")
            || !stored.validators().continues(request, stored.field("date"), now / 1000)
        ? null
        : ByteRanges.of(range, body.readableBytes());
  }

  /** RFC 9110 section 14.6. */
  private static void several(
      Exchange exchange, WireHeaders fields, List<ByteRanges.Part> parts, ByteBuf body) {
    String boundary = Long.toHexString(ThreadLocalRandom.current().nextLong());
    String type = fields.get(HttpHeaderNames.CONTENT_TYPE);
    CompositeByteBuf all = exchange.allocator().compositeBuffer(parts.size() * 2 + 1);
    for (ByteRanges.Part part : parts) {
      String head =
          "\r\n--"
              + boundary
              + (type == null ? "" : "\r\nContent-Type: " + type)
              + "\r\nContent-Range: "
              + part.of(body.readableBytes())
              + "\r\n\r\n";
      all.addComponent(true, ascii(head));
      all.addComponent(true, body.retainedSlice((int) part.first(), (int) part.length()));
    }
    all.addComponent(true, ascii("\r\n--" + boundary + "--\r\n"));
    body.release();
    fields.set(HttpHeaderNames.CONTENT_TYPE, "multipart/byteranges; boundary=" + boundary);
    exchange.reply(206, null, all);
  }

  private static ByteBuf ascii(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
