package io.sluice.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.sluice.admin.browser.DashboardBrowser;
import io.sluice.gateway.observe.Figures;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Target;
import io.sluice.loadbalancer.group.CheckHealth;
import io.sluice.loadbalancer.group.EndpointStatus;
import io.sluice.loadbalancer.group.OperatorState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dashboard in a real browser: its files, events, endpoints and figures from a real admin
 * server, all else from a stub of the API. A violation of the content security policy or an error
 * of a script fails whatever test it comes up in.
 */
abstract class DashboardPage {
  static final String EVIL = "<img src=x onerror=alert(1)>";
  static final String CONFIG =
      """
      listeners: [ { id: http, bind: "127.0.0.1:8080" } ]
      routes:
        - id: users
          labels: { team: accounts }
          match: { hosts: [api.example.com], path: { prefix: /users }, methods: [GET, POST] }
          rewrite: { strip_prefix: /users }
          upstream: users
          filters:
            - { name: rate_limit, config: { rate: 100/s, burst: 200, key: client_ip } }
            - { name: headers, config: { response: { set: { x-served-by: sluice } } } }
          timeout: { request: 15s }
        - id: orders
          labels: { team: shop }
          match: { path: { template: "/users/{id}/orders/{*rest}" } }
          weighted_upstreams: [ { upstream: users, weight: 95 }, { upstream: users_next, weight: 5 } ]
        - id: old
          enabled: false
          match: { path: { exact: /old } }
          redirect: { status: 308, location: "https://{host}/new" }
        - id: "<img src=x onerror=alert(1)>"
          labels: { "<b>": "<i>" }
          match: { path: { regex: "/<script>.*" }, headers: [ { name: x, exact: "<b>" } ] }
          direct_response: { status: 200, body: "<b>" }
          filters: [ { name: "<u>", config: { a: "<script>alert(2)</script>" } } ]
      upstreams:
        - id: users
          targets: [ { address: "127.0.0.1:9001" }, { address: "127.0.0.1:9002" } ]
          load_balancer: { policy: peak_ewma }
          health_check: { path: /health }
        - id: users_next
          targets: [ { address: "127.0.0.1:9101" } ]
      """;

  static DashboardBrowser browser;

  final FakeGateway gateway = new FakeGateway();
  final Announcements config = new Announcements();
  final StubApi api = new StubApi(CONFIG);
  AdminServer server;
  Page page;

  @BeforeAll
  static void launch() {
    browser = new DashboardBrowser();
  }

  @AfterAll
  static void end() {
    browser.close();
  }

  @BeforeEach
  void start() throws IOException {
    gateway.config = config;
    AtomicInteger look = new AtomicInteger();
    gateway.figures = () -> busy(look.incrementAndGet());
    gateway.routes.put("users", busy(7));
    gateway.upstreams.put("users", List.of(well("127.0.0.1", 9001, 3), ejected("127.0.0.1", 9002)));
    gateway.upstreams.put("users_next", List.of(well("127.0.0.1", 9101, 0)));
    api.revise(api.document(), EVIL, "routes/users replaced; 1 more", "comment " + EVIL, null);
    api.changed = this::tell;
    server = AdminServer.start(gateway, AdminLimits.DEFAULTS);
    look(DashboardBrowser.wide(ColorScheme.LIGHT));
  }

  /** As the gateway tells of its changes. */
  private void tell(ObjectNode head) {
    String by = head.get("confirm_by").asString("");
    config.tell(
        head.get("revision").longValue(),
        head.get("comment").stringValue(),
        by.isEmpty() ? null : Instant.parse(by));
  }

  void look(DashboardBrowser.View view) {
    if (page != null) {
      page.context().close();
    }
    page = browser.page(view);
    api.answer(page.context());
  }

  @AfterEach
  void stop() {
    page.context().close();
    server.close();
    assertThat(browser.complaints()).isEmpty();
  }

  static List<String> views() {
    return List.of(
        "/",
        "/routes",
        "/routes/users",
        "/upstreams",
        "/edit",
        "/edit/routes/users",
        "/history",
        "/try");
  }

  void open(String path) {
    page.navigate("http://127.0.0.1:" + server.address().getPort() + "/#" + path);
    page.reload(); // an address that differs in its fragment only loads nothing
  }

  void preflight(int changed, int requests) {
    var move = api.trial.putObject("preflight").put("requests", requests).put("changed", changed);
    move.putArray("unknown").add("header x-token");
    move.putArray("moves")
        .addObject()
        .put("before", "users")
        .putNull("after")
        .put("what", "none")
        .put("count", changed)
        .put("example", "GET api.example.com /users/7");
  }

  void error(String pointer, String message) {
    api.trial.withArray("errors").addObject().put("pointer", pointer).put("message", message);
  }

  static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  static Page.GetByLabelOptions exactly() {
    return new Page.GetByLabelOptions().setExact(true);
  }

  static Figures busy(long look) {
    List<Long> durations = new ArrayList<>(List.of(look * 40, look * 30, look * 9, look));
    return new Figures(
        look * 80,
        look,
        look * 2,
        12,
        List.of(0.005, 0.01, 0.05, Double.POSITIVE_INFINITY),
        durations,
        0.0004);
  }

  static EndpointStatus well(String host, int port, int inFlight) {
    return status(host, port, true, CheckHealth.HEALTHY, "status 200", "", inFlight, 4_200_000);
  }

  static EndpointStatus ejected(String host, int port) {
    return status(host, port, false, CheckHealth.HEALTHY, "status 200", "consecutive_5xx", 0, 0);
  }

  static EndpointStatus status(
      String host,
      int port,
      boolean well,
      CheckHealth health,
      String check,
      String out,
      int inFlight,
      long nanos) {
    Target target = new Target(new Address(host, port), 1, 0, "eu-1", Map.of());
    return new EndpointStatus(
        target,
        well,
        well,
        1,
        health,
        check,
        out,
        Duration.ofMillis(well ? 0 : 29_500),
        OperatorState.NONE,
        inFlight,
        Duration.ofNanos(nanos));
  }
}
