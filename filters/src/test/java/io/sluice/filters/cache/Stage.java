package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FilterRequest;
import io.sluice.gateway.testkit.FilterResult;
import io.sluice.gateway.testkit.FilterTester;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubConnection;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** A cache of one config, an origin and a clock, on which scripts are played one by one. */
final class Stage implements AutoCloseable {
  private static final Pattern BAR = Pattern.compile(" \\| ");
  private static final Pattern DATE = Pattern.compile("\\{now([+-][0-9]+)?}");

  private final MovedClock clock = new MovedClock();
  private final FilterTester tester;
  private final List<Told> answers = new CopyOnWriteArrayList<>(); // the last one stays
  private int played;
  private boolean refuses;

  private record Told(int status, String fields, String body) {}

  Stage(String config) {
    tester = FilterTester.of(new CacheFactory(clock), config, clock);
    tester.origin().answer((request, connection) -> answer(request, connection));
  }

  private void answer(ReceivedRequest request, StubConnection connection) throws IOException {
    Told told = answers.size() > 1 ? answers.remove(0) : answers.get(0);
    boolean bodyless = told.status == 304 || told.status == 204;
    connection.send(
        "HTTP/1.1 "
            + told.status
            + " Stub\r\n"
            + told.fields
            + (bodyless ? "" : "Content-Length: " + told.body.length() + "\r\n")
            + "\r\n"
            + (bodyless || request.method().equals("HEAD") ? "" : told.body));
  }

  /** Plays a script, for a host of its own. */
  void play(Script script) {
    played++;
    for (String line : script.steps()) {
      try {
        step(dated(line));
      } catch (AssertionError e) {
        throw new AssertionError(line + "\n" + e.getMessage(), e);
      }
    }
  }

  private String dated(String line) {
    return DATE.matcher(line)
        .replaceAll(
            found -> clock.httpDate(found.group(1) == null ? 0 : Long.parseLong(found.group(1))));
  }

  private void step(String line) {
    if (line.startsWith("+")) {
      clock.passSeconds(Long.parseLong(line.substring(1)));
    } else if (line.equals("origin: refuses")) {
      refuses = true;
      tester.origin().kill();
    } else if (line.startsWith("origin: ")) {
      if (refuses) {
        refuses = false;
        tester.origin().restart();
      }
      answers.clear();
      answers.add(told(line.substring("origin: ".length())));
    } else if (line.startsWith("then: ")) {
      answers.add(told(line.substring("then: ".length())));
    } else if (line.startsWith("until ")) {
      Await.until(line, () -> isSo(line.substring("until ".length())));
    } else {
      ask(line);
    }
  }

  private static Told told(String line) {
    String[] parts = BAR.split(line, -1);
    String[] first = parts[0].strip().split(" ", 2);
    StringBuilder fields = new StringBuilder();
    for (int i = 1; i < parts.length; i++) {
      fields.append(parts[i].strip()).append("\r\n");
    }
    return new Told(
        Integer.parseInt(first[0]), fields.toString(), first[1].equals("-") ? "" : first[1]);
  }

  private boolean isSo(String line) {
    try {
      ask(line);
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  private void ask(String line) {
    String[] sides = line.split(" => ", 2);
    String[] parts = BAR.split(sides[0].strip(), -1);
    String[] target = parts[0].split(" ", 2);
    FilterRequest request = tester.request(target[0], target[1]);
    request.header("host", "host-" + played);
    for (int i = 1; i < parts.length; i++) {
      String[] field = parts[i].split(":", 2);
      request.header(field[0].strip(), field[1].strip());
    }
    int before = tester.origin().requests().size();
    check(request.send(), before, BAR.split(sides[1].strip(), -1));
  }

  private void check(FilterResult result, int before, String[] expected) {
    String[] first = expected[0].strip().split(" ", 2);
    assertThat(result.status()).as("%s", result).isEqualTo(Integer.parseInt(first[0]));
    if (!first[1].equals("*")) {
      assertThat(result.body()).as("%s", result).isEqualTo(first[1].equals("-") ? "" : first[1]);
    }
    for (int i = 1; i < expected.length; i++) {
      check(result, before, expected[i].strip());
    }
  }

  private void check(FilterResult result, int before, String expected) {
    List<ReceivedRequest> all = tester.origin().requests();
    List<ReceivedRequest> seen = all.subList(before, all.size());
    if (expected.equals("stored")) {
      assertThat(seen).as("%s", result).isEmpty();
    } else if (expected.equals("behind")) {
      Await.until("the origin is asked", () -> tester.origin().requests().size() > before);
    } else if (expected.equals("asked twice")) {
      assertThat(seen).as("%s", result).hasSize(2);
    } else if (expected.equals("asked")) {
      assertThat(seen).as("%s", result).hasSize(1);
    } else if (expected.startsWith("asked no ")) {
      assertThat(seen.get(seen.size() - 1).headers().has(expected.substring(9))).isFalse();
    } else if (expected.startsWith("asked ")) {
      String[] field = expected.substring(6).split(":", 2);
      assertThat(seen.get(seen.size() - 1).headers().all(field[0]))
          .as("%s of %s", field[0], seen)
          .containsExactly(field[1].strip());
    } else if (expected.startsWith("no ")) {
      assertThat(result.headers(expected.substring(3))).as("%s", result).isEmpty();
    } else {
      String[] field = expected.split(":", 2);
      assertThat(String.join(", ", result.headers(field[0])))
          .as("%s of %s", field[0], result)
          .isEqualTo(field[1].strip());
    }
  }

  @Override
  public void close() {
    tester.close();
  }
}
