package io.sluice.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A config that is too long to be worked on in a page: nothing waits for all of it. */
class DashboardLargeTest extends DashboardPage {
  private static final int ROUTES = 20_000; // of 250 characters

  @BeforeEach
  void grow() {
    api.revise(large(), "ops", "routes/r0 added; 19999 more", "", null);
  }

  private ObjectNode large() {
    ObjectNode document = api.document().deepCopy();
    ArrayNode routes = (ArrayNode) document.get("routes");
    for (int i = 0; i < ROUTES; i++) {
      ObjectNode route = routes.addObject().put("id", "r" + i).put("upstream", "users");
      route.putObject("match").putObject("path").put("prefix", "/" + i);
      route.putObject("labels").put("why", "x".repeat(180));
    }
    return document;
  }

  @Test
  void tellsWhatDiffersByItsPlace() {
    ObjectNode next = api.document().deepCopy();
    ((ObjectNode) next.get("routes").get(2)).put("priority", 7).put("enabled", true);
    ((ArrayNode) next.get("routes")).addObject().put("id", "fresh").put("upstream", "users");
    ((ArrayNode) next.get("routes")).remove(4);
    api.revise(next, "ops", "routes/old replaced; 2 more", "", null);
    open("/history");
    page.getByLabel("What revision 4 changed").click();
    Locator dialog = page.locator("dialog");
    assertThat(dialog.locator("h3"))
        .hasText(new String[] {"routes[2]", "routes[4]", "routes/fresh"});
    assertThat(dialog.locator(".before").first()).hasText("(as it was)");
    assertThat(dialog).containsText("counted from 0");
  }

  @Test
  void showsNoMoreOfADifferenceThanCanBeRead() {
    open("/history");
    page.getByLabel("What revision 3 changed").click();
    Locator dialog = page.locator("dialog");
    assertThat(dialog).containsText("GET /admin/v1/config/revisions/2/diff?to=3");
    page.keyboard().press("Escape");
    page.getByLabel("Roll back to revision 2").click();
    assertThat(dialog.locator(".field-diff")).hasCount(500);
    assertThat(dialog).containsText("19,500 more are not shown.");
    dialog.locator(".danger").click();
    assertThat(page.locator("tbody tr").first()).containsText("rollback to 2");
    assertThat(api.writes.get(0).headers())
        .containsEntry("if-match", "\"3\"")
        .containsEntry("prefer", "return=minimal");
  }

  @Test
  void cutsALongValueShort() {
    ObjectNode next = api.documents.get(1).deepCopy();
    next.putObject("notes").put("long", "x".repeat(50_000));
    api.revise(next, "ops", "notes added", "", null);
    open("/history");
    page.getByLabel("From revision").fill("2");
    page.getByText("Compare").click();
    Locator after = page.locator("dialog .after");
    assertThat(after).containsText("characters more");
    assertThat(after.textContent().length()).isLessThan(5_000);
  }

  @Test
  void isNotOpenedInTheEditor() {
    open("/edit/config");
    assertThat(page.locator("main")).containsText("too long for a text field");
  }
}
