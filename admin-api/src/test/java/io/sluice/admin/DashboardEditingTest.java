package io.sluice.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.sluice.admin.browser.DashboardBrowser;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How the config is changed with the dashboard: never without a look at what would become of it.
 */
class DashboardEditingTest extends DashboardPage {
  @Test
  void disablesARouteOnlyAfterAReview() {
    preflight(12, 1000);
    open("/routes/users");
    page.getByRole(AriaRole.BUTTON, named("Disable")).click();
    Locator dialog = page.locator("dialog");
    assertThat(dialog).containsText("12 of the last 1,000 requests would change:");
    assertThat(dialog).containsText("users → no route");
    assertThat(dialog.locator(".field-diff")).containsText("enabled");
    page.keyboard().press("Escape");
    assertThat(dialog).hasCount(0);
    assertThat(api.writes).isEmpty();
    page.getByRole(AriaRole.BUTTON, named("Disable")).click();
    dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Disable")).click();
    assertThat(page).hasURL(Pattern.compile("#/routes$"));
    assertThat(page.locator("tbody tr").first()).containsText("disabled");
    assertThat(api.writes.get(0).headers()).containsEntry("if-match", "\"2\"");
  }

  @Test
  void deletesARoute() {
    open("/routes/old");
    page.getByRole(AriaRole.BUTTON, named("Delete")).click();
    page.locator("dialog").getByLabel("Comment").fill("gone \u2713");
    page.locator("dialog .danger").click();
    assertThat(page.locator("tbody tr")).hasCount(3);
    assertThat(api.writes.get(0).method()).isEqualTo("DELETE");
    assertThat(api.writes.get(0).headers()).containsEntry("change-comment", "gone \u2713");
  }

  @Test
  void editsARouteWithAReviewOfWhatWouldChange() {
    preflight(12, 1000);
    open("/edit/routes/users");
    Locator text = page.getByLabel("Text of the config");
    text.fill(text.inputValue().replace("rate: 100/s", "rate: 50/s"));
    Locator review = page.locator(".review");
    assertThat(review).containsText("12 of the last 1,000 requests would change:");
    assertThat(review.locator(".field-name")).containsText("filters[rate_limit].config.rate");
    assertThat(review.locator(".before")).hasText("\"100/s\"");
    assertThat(review.locator(".after")).hasText("\"50/s\"");
    assertThat(api.writes).isEmpty();
    page.getByLabel("Comment").fill("half of it");
    page.getByRole(AriaRole.BUTTON, named("Apply")).click();
    assertThat(page.locator(".toast")).containsText("every worker serves it");
    assertThat(api.writes.get(0).headers())
        .containsEntry("if-match", "\"2\"")
        .containsEntry("change-comment", "half of it")
        .containsEntry("content-type", "application/yaml");
    assertThat(api.document().toString()).contains("50/s");
    assertThat(review).containsText("Nothing is changed yet.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/edit/routes/users", "/edit/config"})
  void keepsSecretsThatItDoesNotSee(String address) {
    gateway.config.load(
        """
        listeners: [ { id: http, bind: "127.0.0.1:0" } ]
        routes:
          - id: users
            match: { path: { prefix: /users } }
            upstream: users
            filters: [ { name: login, config: { key: users-secret } } ]
        upstreams: [ { id: users, targets: [ { address: "127.0.0.1:9001" } ] } ]
        """);
    page.context().close();
    page = browser.page(DashboardBrowser.wide(ColorScheme.LIGHT)); // which asks the real API
    open(address);
    Locator text = page.getByLabel("Text of the config");
    assertThat(text).hasValue(Pattern.compile("key: \\(hidden\\)"));
    text.fill(text.inputValue().replace("prefix: /users", "prefix: /people"));
    assertThat(page.locator(".review")).containsText("1 change");
    page.getByRole(AriaRole.BUTTON, named("Apply")).click();
    assertThat(page.locator(".toast")).containsText("every worker serves it");
    assertThat(gateway.config.now().document().json())
        .contains("\"prefix\":\"/people\"", "\"key\":\"users-secret\"");
  }

  @Test
  void showsErrorsWhereTheyAre() {
    open("/edit/routes/users");
    Locator text = page.getByLabel("Text of the config");
    text.fill("id: users\n  match: x\n");
    assertThat(page.locator(".review")).containsText("Line 2:");
    assertThat(text).hasAttribute("aria-invalid", "true");
    api.trial.put("valid", false);
    error("/filters/0/config/rate", "-5 (expected: > 0)");
    text.fill("id: users\nfilters:\n  - name: rate_limit\n    config:\n      rate: -5\n");
    Locator error = page.locator(".review li");
    assertThat(error).hasText("/filters/0/config/rate -5 (expected: > 0)");
    assertThat(page.locator(".mark")).hasAttribute("title", "-5 (expected: > 0)");
    assertThat(page.getByRole(AriaRole.BUTTON, named("Apply"))).isDisabled();
    error.getByRole(AriaRole.BUTTON).click();
    assertThat(text).isFocused();
    assertThat(text.evaluate("(t) => t.value.slice(t.selectionStart, t.selectionEnd)"))
        .isEqualTo("      rate: -5");
  }

  @Test
  void turnsTextFromYamlToJsonAndBack() {
    open("/edit/routes/users");
    Locator text = page.getByLabel("Text of the config");
    assertThat(text).hasValue(Pattern.compile("^id: users\n"));
    page.getByText("JSON").click();
    assertThat(text).hasValue(Pattern.compile("^\\{\n  \"id\": \"users\""));
    text.fill(text.inputValue().replace("\"POST\"", "\"PUT\""));
    assertThat(page.locator(".field-name")).containsText("match.methods");
    page.getByText("YAML").click();
    assertThat(text).hasValue(Pattern.compile("- PUT\n"));
  }

  @Test
  void mergesWithWhatSomebodyElseHasChanged() {
    open("/edit/routes/users");
    Locator text = page.getByLabel("Text of the config");
    text.fill(text.inputValue().replace("rate: 100/s", "rate: 50/s"));
    assertThat(page.locator(".review")).containsText("1 change");
    var theirs = StubApi.yaml(CONFIG.replace("request: 15s", "request: 20s"));
    api.revise(theirs, "somebody", "routes/users replaced", "", null);
    page.getByRole(AriaRole.BUTTON, named("Apply")).click();
    assertThat(page.locator(".review")).containsText("revision 3 is in force");
    page.getByText("Reload and re-apply my changes").click();
    assertThat(text).hasValue(Pattern.compile("request: 20s"));
    assertThat(page.locator(".field-name")).hasCount(1);
    page.getByRole(AriaRole.BUTTON, named("Apply")).click();
    assertThat(page.locator(".toast")).containsText("every worker serves it");
    assertThat(api.document().toString()).contains("50/s", "20s");
  }

  @Test
  void keepsATextThatWasLeft() {
    open("/edit/routes/users");
    Locator text = page.getByLabel("Text of the config");
    text.fill(text.inputValue().replace("rate: 100/s", "rate: 50/s"));
    page.getByRole(AriaRole.LINK, named("Overview")).click();
    assertThat(page.locator("h1")).hasText("Overview");
    page.goBack();
    assertThat(text).hasValue(Pattern.compile("rate: 50/s"));
    assertThat(page.locator(".review")).containsText("1 change");
    page.getByText("Start over").click();
    assertThat(text).hasValue(Pattern.compile("rate: 100/s"));
    page.getByRole(AriaRole.LINK, named("Overview")).click();
    page.goBack();
    assertThat(text).hasValue(Pattern.compile("rate: 100/s"));
  }

  @Test
  void undoesAChangeAtOnceWhileItIsNotConfirmed() {
    api.revise(
        StubApi.yaml(CONFIG.replace("/old", "/older")),
        "ops",
        "",
        "",
        Instant.now().plusSeconds(60).toString());
    open("/history");
    page.getByText("Undo now").click();
    assertThat(page.locator("tbody tr").first()).containsText("rollback to 2");
    assertThat(page.locator(".bar")).hasCount(0);
    assertThat(api.writes.get(0).headers()).containsEntry("if-match", "\"3\"");
  }

  @Test
  void makesANewRouteAndEditsTheWholeConfig() {
    open("/new/routes");
    page.getByLabel("Text of the config").fill("id: fresh\nupstream: users\n");
    assertThat(page.locator(".field-name")).containsText("all of it");
    page.getByRole(AriaRole.BUTTON, named("Apply")).click();
    assertThat(page).hasURL(Pattern.compile("#/edit/routes/fresh$"));
    assertThat(api.writes.get(0).headers()).containsEntry("if-none-match", "*");
    open("/edit/config");
    Locator text = page.getByLabel("Text of the config");
    text.fill(
        text.inputValue().replace("peak_ewma", "maglev").replace("127.0.0.1:8080", "0.0.0.0:80"));
    assertThat(page.locator(".diff h3"))
        .hasText(new String[] {"listeners/http", "upstreams/users"});
  }

  @Test
  void countsDownUntilAChangeIsConfirmed() {
    open("/edit/routes/users");
    Locator text = page.getByLabel("Text of the config");
    text.fill(text.inputValue().replace("rate: 100/s", "rate: 50/s"));
    page.getByLabel("Undo it unless confirmed within").check();
    page.getByRole(AriaRole.BUTTON, named("Apply")).click();
    Locator bar = page.getByRole(AriaRole.REGION, named("Unconfirmed change"));
    assertThat(bar).containsText(Pattern.compile("Revision 3 is undone in (1 min|[0-9]+ s)"));
    assertThat(api.writes.get(0).url()).contains("confirm_within=60s");
    bar.getByText("Confirm", new Locator.GetByTextOptions().setExact(true)).click();
    assertThat(bar).hasCount(0);
    assertThat(api.calls).contains("POST /config/confirm");
  }

  @Test
  void comparesRevisionsAndRollsBack() {
    var next = StubApi.yaml(CONFIG.replace("/old", "/older"));
    api.revise(next, "ops", "routes/old replaced", "", null);
    open("/history");
    page.getByLabel("What revision 3 changed").click();
    Locator dialog = page.locator("dialog");
    assertThat(dialog.locator("h3")).hasText("routes/old");
    assertThat(dialog.locator(".before")).hasText("\"/old\"");
    assertThat(dialog.locator(".after")).hasText("\"/older\"");
    page.keyboard().press("Escape");
    page.getByLabel("From revision").fill("1");
    page.getByText("Compare").click();
    assertThat(dialog.locator("h2")).hasText("Revision 1 → 3");
    page.keyboard().press("Escape");
    page.getByRole(AriaRole.BUTTON, named("Roll back to revision 2")).click();
    assertThat(dialog.locator(".after")).hasText("\"/old\"");
    dialog.locator(".danger").click();
    assertThat(page.locator("tbody tr").first()).containsText("rollback to 2");
    assertThat(page.locator("tbody tr").first()).containsText("in force");
    assertThat(api.document()).isEqualTo(api.documents.get(1));
    assertThat(api.writes.get(0).headers()).containsEntry("if-match", "\"3\"");
  }

  @Test
  void doesNotRollBackWhatItHasNotShown() {
    api.revise(StubApi.yaml(CONFIG.replace("/old", "/older")), "ops", "", "", null);
    open("/history");
    api.arriving =
        call -> {
          if (call.startsWith("POST /config/rollback?")) {
            api.arriving = next -> {};
            api.revise(StubApi.yaml(CONFIG.replace("15s", "20s")), "somebody", "", "", null);
          }
        };
    page.getByRole(AriaRole.BUTTON, named("Roll back to revision 2")).click();
    Locator dialog = page.locator("dialog");
    assertThat(dialog).containsText("revision 4 is in force");
    assertThat(dialog.locator(".danger")).isDisabled();
    page.keyboard().press("Escape");
    assertThat(dialog).hasCount(0);
    page.getByRole(AriaRole.BUTTON, named("Roll back to revision 2")).click();
    assertThat(dialog.locator(".before")).hasText("\"20s\"");
    api.revise(StubApi.yaml(CONFIG.replace("15s", "25s")), "somebody", "", "", null);
    dialog.locator(".danger").click();
    assertThat(dialog).containsText("revision 5 is in force");
    assertThat(api.writes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Confirm", "Undo now"})
  void confirmsAndUndoesNoRevisionButTheOneShown(String act) {
    String by = Instant.now().plusSeconds(60).toString();
    api.revise(StubApi.yaml(CONFIG.replace("/old", "/older")), "ops", "", "", by);
    open("/history");
    Locator bar = page.getByRole(AriaRole.REGION, named("Unconfirmed change"));
    assertThat(bar).containsText("Revision 3 is undone in");
    api.changed = head -> {}; // the page does not hear of it in time
    api.revise(StubApi.yaml(CONFIG.replace("/old", "/oldest")), "somebody", "", "", by);
    bar.getByText(act, new Locator.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator(".toast")).containsText("Revision 3 is not in force any more");
    assertThat(bar).containsText("Revision 4 is undone in");
    assertThat(api.writes).isEmpty();
    assertThat(api.revisions.get(3).get("confirm_by").asString()).isEqualTo(by);
  }
}
