package io.sluice.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.group.OperatorState;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the dashboard shows of a running gateway. */
class DashboardViewsTest extends DashboardPage {
  @Test
  void showsWhatPassesAsItHappens() {
    open("/");
    assertThat(page.locator("#live")).hasText("live");
    assertThat(page.locator(".chart").first()).containsText("requests/s");
    assertThat(page.locator(".chart").nth(1)).containsText(Pattern.compile("[0-9.]+ ms p50"));
    assertThat(page.locator(".facts")).containsText("3 d 4 h");
    config.tell(3, "");
    gateway.operator("users", new Address("127.0.0.1", 9001), OperatorState.DOWN);
    assertThat(page.locator(".lines").last()).containsText("127.0.0.1:9001 of users is out");
  }

  @Test
  void saysWhenItHasLostTheGatewayAndComesBack() throws IOException {
    open("/");
    assertThat(page.locator("#live")).hasText("live");
    gateway.address = server.address();
    server.close();
    assertThat(page.locator("#live")).hasText("reconnecting");
    server = AdminServer.start(gateway, AdminLimits.DEFAULTS, gateway.compiled);
    assertThat(page.locator("#live")).hasText("live");
    browser.complaints().removeIf(each -> each.contains("ERR_")); // the connection it lost
  }

  @Test
  void findsRoutesByTextAndLabelPageByPage() {
    api.page = 2;
    open("/routes");
    assertThat(page.locator("tbody tr")).hasCount(2);
    page.getByText("Next page").click();
    assertThat(page.locator("tbody tr").first()).containsText("old");
    page.getByLabel("Search").fill("orders");
    page.keyboard().press("Enter");
    assertThat(page.locator("tbody tr")).hasCount(1);
    assertThat(page.locator("tbody")).containsText("users 95, users_next 5");
    page.getByLabel("Search").fill("");
    page.getByLabel("Label", exactly()).fill("team:accounts");
    page.keyboard().press("Enter");
    assertThat(page.locator("tbody tr")).hasCount(1);
    assertThat(page.locator("tbody a.thing")).hasText("users");
  }

  @Test
  void showsARouteWithItsChainAndWhatPassesIt() {
    open("/routes/users");
    assertThat(page.locator(".chain li")).hasCount(4);
    assertThat(page.locator(".chain")).containsText("rate_limit");
    assertThat(page.locator(".facts")).containsText("Since the start");
    gateway.routes.put("users", busy(9));
    assertThat(page.locator(".chart").first())
        .containsText(Pattern.compile("[1-9][0-9.]* requests/s"));
  }

  @Test
  void namesTheDefaultFiltersOfARoutesChain() {
    String defaults =
        "default_filters: [{ name: request_id }, { name: access_log, enabled: false }]\n";
    api.revise(StubApi.yaml(defaults + CONFIG), "ops", "default_filters added", "", null);
    open("/routes/users");
    assertThat(page.locator(".chain li strong"))
        .hasText(new String[] {"request_id", "access_log", "rate_limit", "headers"});
    assertThat(page.locator(".chain li").first().locator(".tag")).hasText("default");
    assertThat(page.locator(".chain li").nth(1)).containsText("disabled");
  }

  @Test
  void takesTheOperatorsWordOnAnEndpoint() {
    open("/upstreams");
    Locator users = page.locator(".upstream").first();
    assertThat(users).containsText("1 of 2 serve");
    assertThat(users).containsText("ejected: consecutive_5xx, 30 s left");
    Locator words = page.getByLabel("Operator’s word on 127.0.0.1:9001");
    words.getByText("Drain").click();
    assertThat(words.getByText("Drain")).hasAttribute("aria-pressed", "true");
    assertThat(gateway.words("users")).containsEntry("127.0.0.1:9001", OperatorState.DRAIN);
    assertThat(users).containsText("0 of 2 serve");
    assertThat(words.getByText("Drain")).isFocused();
    words.getByText("Auto").click();
    assertThat(users).containsText("1 of 2 serve");
  }

  @Test
  void triesARequest() {
    api.match =
        StubApi.JSON.readTree(
            """
            {"route": "users", "rule": "prefix /users", "chain": ["request_id", "rate_limit"],
             "upstreams": ["users"], "path_params": {},
             "others": [{"route": "orders", "criterion": "path", "reason": "no template fits"}]}
            """);
    open("/try");
    page.getByLabel("Host").fill("api.example.com");
    page.getByLabel("Path", exactly()).fill("/users/7?x=1");
    page.getByLabel("Headers").fill("x-env: canary");
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");
    assertThat(page.locator(".way li")).hasText(new String[] {"request_id", "rate_limit", "users"});
    assertThat(page.locator("tbody")).containsText("no template fits");
  }
}
