package io.sluice.distribution;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.sluice.admin.browser.DashboardBrowser;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator at the dashboard of a real gateway, from the first look to the way back. */
@Disabled("until the gateway of the distribution takes changes from its admin API")
class DashboardIT {
  private static final String CONFIG =
      """
      store: { type: memory }
      routes:
        - id: greeting
          match: { path: { prefix: /greeting } }
          direct_response: { status: 200, body: "good morning" }
        - id: other
          match: { path: { prefix: /other } }
          direct_response: { status: 200, body: "other" }
      """;

  @TempDir Path temp;

  @Test
  void changesWhatTrafficGetsAndTakesItBack() throws Exception {
    try (GatewayRun gateway = GatewayRun.start(temp, CONFIG);
        DashboardBrowser browser = new DashboardBrowser()) {
      Client traffic = new Client(gateway.port());
      for (int i = 0; i < 20; i++) { // what the preflight looks at
        assertThat(traffic.get("/greeting").body()).isEqualTo("good morning");
      }
      Page page = browser.page(DashboardBrowser.wide(ColorScheme.LIGHT));
      page.navigate("http://127.0.0.1:" + gateway.adminPort() + "/");
      assertThat(page.locator("#live")).hasText("live");
      assertThat(page.locator(".facts")).containsText("ready");

      page.getByRole(AriaRole.LINK, named("Routes")).click();
      page.getByRole(AriaRole.LINK, named("greeting")).click();
      page.getByRole(AriaRole.LINK, named("Edit")).click();
      Locator text = page.getByLabel("Text of the config");
      text.fill(text.inputValue().replace("/greeting", "/greetings"));
      Locator review = page.locator(".review");
      assertThat(review)
          .containsText(Pattern.compile("[1-9][0-9]* of the last [0-9,]+ requests would change"));
      text.fill(text.inputValue().replace("/greetings", "/greeting").replace("morning", "evening"));
      assertThat(review.locator(".before")).hasText("\"good morning\"");
      assertThat(review.locator(".after")).hasText("\"good evening\"");
      DashboardBrowser.picture(page, "review");
      assertThat(traffic.get("/greeting").body()).isEqualTo("good morning");

      page.getByLabel("Comment").fill("it is late");
      page.getByRole(AriaRole.BUTTON, named("Apply")).click();
      assertThat(page.locator(".toast")).containsText("every worker serves it");
      assertThat(traffic.get("/greeting").body()).isEqualTo("good evening");

      page.getByRole(AriaRole.LINK, named("History")).click();
      assertThat(page.locator("tbody tr").first()).containsText("it is late");
      page.getByLabel("Roll back to revision 1").click();
      Locator dialog = page.locator("dialog");
      assertThat(dialog.locator(".after")).hasText("\"good morning\"");
      dialog.locator(".danger").click();
      assertThat(page.locator("tbody tr")).hasCount(3);
      assertThat(traffic.get("/greeting").body()).isEqualTo("good morning");
      DashboardBrowser.picture(page, "rolled-back");

      assertThat(traffic.get("/other").body()).isEqualTo("other");
      assertThat(browser.complaints()).isEmpty();
      page.context().close(); // its stream too: nothing may hold the gateway up
      gateway.stop();
    }
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }
}
