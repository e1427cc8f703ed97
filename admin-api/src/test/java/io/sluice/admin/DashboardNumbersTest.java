package io.sluice.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that a browser cannot keep are not written back as others. */
class DashboardNumbersTest extends DashboardPage {
  private static final String LONG = "9007199254740993"; // 2^53 + 1

  @ParameterizedTest
  @CsvSource({
    "0,                      true",
    "-0.50,                  true",
    "1e3,                    true",
    "1.7976931348623157e308, true",
    "9007199254740992,       true",
    "100000000000000000000,  true",
    "9007199254740993,       false",
    "-12345678901234567890,  false",
    "0.12345678901234567890, false",
    "1e400,                  false",
    "0x20000000000001,       false",
  })
  void areToldApart(String number, boolean kept) {
    open("/");
    String kind = "async (number) => (await import('/numbers.js')).isKept(number)";
    assertThat(page.evaluate(kind, number)).isEqualTo(kept);
  }

  @Test
  void keepATextThatHasThemFromBeingEdited() {
    api.revise(StubApi.yaml(CONFIG.replace("burst: 200", "burst: " + LONG)), "ops", "", "", null);
    for (String view : new String[] {"/edit/routes/users", "/edit/config"}) {
      open(view);
      assertThat(page.locator("main [role=alert]")).containsText("It has the number " + LONG);
      assertThat(page.getByLabel("Text of the config")).hasCount(0);
    }
  }

  @ParameterizedTest
  @CsvSource({"YAML, burst:", "JSON, '\"burst\":'"})
  void areErrorsWhenTheyAreTyped(String format, String key) {
    open("/edit/routes/users");
    Locator text = page.getByLabel("Text of the config");
    page.getByRole(AriaRole.BUTTON, named(format)).click();
    String typed = text.inputValue().replace(key + " 200", key + " " + LONG);
    int line = (int) typed.substring(0, typed.indexOf(LONG)).lines().count();
    text.fill(typed);
    assertThat(page.locator(".review")).containsText("Line " + line + ": the number " + LONG);
    assertThat(page.getByRole(AriaRole.BUTTON, named("Apply"))).isDisabled();
    text.fill(typed.replace(LONG, "\"" + LONG + "\""));
    assertThat(page.locator(".field-name")).containsText("config.burst");
  }

  @Test
  void areNotPassedOverInADifference() {
    String even = "burst: 9007199254740992";
    api.revise(StubApi.yaml(CONFIG.replace("burst: 200", even)), "ops", "", "", null);
    api.revise(StubApi.yaml(CONFIG.replace("burst: 200", "burst: " + LONG)), "ops", "", "", null);
    open("/history");
    page.getByLabel("What revision 4 changed").click();
    Locator dialog = page.locator("dialog");
    assertThat(dialog.locator(".field-diff")).hasCount(1);
    assertThat(dialog).containsText("numbers as long as " + LONG);
    page.keyboard().press("Escape");
    page.getByLabel("Roll back to revision 3").click();
    assertThat(dialog.locator(".field-diff")).hasCount(1);
    dialog.locator(".danger").click();
    assertThat(page.locator("tbody tr").first()).containsText("rollback to 3");
    assertThat(api.document()).isEqualTo(api.documents.get(2));
  }
}
