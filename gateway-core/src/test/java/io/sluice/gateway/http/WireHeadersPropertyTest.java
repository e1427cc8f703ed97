package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To whoever uses it, it is the same as Netty's own implementation: random operations on both. */
class WireHeadersPropertyTest {
  private static final String[] NAMES = {
    "a", "A", "b", "Accept", "accept", "ACCEPT", "x-long-name-of-a-field", "Aa", "BB", "host"
  };
  private static final String[] VALUES = {"", "1", "x y", "\u00e9", "a, b", "v".repeat(300)};

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void behavesAsNettysHeaders(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      WireHeaders wire = new WireHeaders();
      HttpHeaders model = new DefaultHttpHeaders();
      if (random.nextBoolean()) { // what a parser made
        wire = parsed("A:1\r\nb: 2\r\nAccept:   x\r\naccept: y \r\n");
        model.add("A", "1").add("b", "2").add("Accept", "x").add("accept", "y");
      }
      for (int step = 0; step < 40; step++) {
        String did = operate(random, wire, model);
        assertSame(
            wire, model, "seed " + seed + ", round " + round + ", step " + step + ": " + did);
        if (random.nextInt(20) == 0) {
          wire = wire.copy();
        }
      }
      if (!model.isEmpty()) {
        assertThat(parsed(WireHeadersTest.written(wire)).entries()).isEqualTo(model.entries());
      }
    }
  }

  /** As a response: in a request a second Host would be refused. */
  private static WireHeaders parsed(String lines) {
    ByteBuf in = Unpooled.wrappedBuffer(Parsed.bytes("HTTP/1.1 200 OK\r\n" + lines + "\r\n"));
    return new ResponseParser(HeadLimits.RESPONSE).parse(in).headers();
  }

  private static String operate(Random random, WireHeaders wire, HttpHeaders model) {
    String name = NAMES[random.nextInt(NAMES.length)];
    String value = VALUES[random.nextInt(VALUES.length)];
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        wire.add(name, value);
        model.add(name, value);
        return "add " + name;
      }
      case 2 -> {
        wire.set(name, value);
        model.set(name, value);
        return "set " + name;
      }
      case 3 -> {
        wire.remove(name);
        model.remove(name);
        return "remove " + name;
      }
      case 4 -> {
        List<String> values = List.of(value, "2", value);
        wire.set(name, values);
        model.set(name, values);
        return "set all " + name;
      }
      case 5 -> {
        wire.addInt(name, value.length());
        model.addInt(name, value.length());
        return "add int " + name;
      }
      case 6 -> {
        FieldName known = random.nextBoolean() ? FieldName.HOST : FieldName.COOKIE;
        wire.set(known, value);
        model.set(known.name(), value);
        return "set known " + known.name();
      }
      default -> {
        if (random.nextInt(10) == 0) {
          wire.clear();
          model.clear();
          return "clear";
        }
        HttpHeaders more = new DefaultHttpHeaders().add(name, value).add("b", "z");
        wire.add(more);
        model.add(more);
        return "add all";
      }
    }
  }

  private static void assertSame(WireHeaders wire, HttpHeaders model, String did) {
    assertThat(wire.entries()).as(did).isEqualTo(model.entries());
    assertThat(wire.size()).as(did).isEqualTo(model.size());
    assertThat(wire.isEmpty()).as(did).isEqualTo(model.isEmpty());
    assertThat(lower(wire)).as(did).isEqualTo(lower(model));
    for (String name : NAMES) {
      assertThat(wire.get(name)).as(did).isEqualTo(model.get(name));
      assertThat(wire.getAll(name)).as(did).isEqualTo(model.getAll(name));
      assertThat(wire.contains(name)).as(did).isEqualTo(model.contains(name));
      assertThat(wire.contains(name, "1", true)).as(did).isEqualTo(model.contains(name, "1", true));
    }
  }

  private static List<String> lower(HttpHeaders headers) {
    List<String> names = new ArrayList<>();
    headers.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    return names.stream().distinct().sorted().toList();
  }
}
