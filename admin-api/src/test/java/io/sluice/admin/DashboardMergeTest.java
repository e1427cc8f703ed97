package io.sluice.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One's own order of a list on top of what somebody else has made of the list. */
class DashboardMergeTest extends DashboardPage {
  private static final String MERGED =
      """
      async ([base, mine, theirs]) => {
        const {merge} = await import('/json.js');
        const list = (letters) => [...letters].map((name) => ({name}));
        const clashes = [];
        const merged = merge(list(base), list(mine), list(theirs), clashes, ['filters']);
        return [merged.map(({name}) => name).join(''), clashes.map((path) => path.join('.')).join()];
      }
      """;

  /** Each letter is a thing of a list; the clash, if there is one, is of the order alone. */
  @ParameterizedTest
  @CsvSource({
    "mine,                      abc, cab, abc,  cab,  false",
    "theirs,                    abc, abc, cab,  cab,  false",
    "mine with their new one,   abc, cab, abcd, cdab, false",
    "mine without what is gone, abc, cba, ab,   ba,   false",
    "theirs with my new one,    abc, abcm, cab, cmab, false",
    "theirs without mine gone,  abc, ab,  cab,  ab,   false",
    "the same of both,          abc, bac, bac,  bac,  false",
    "both new ones,             ab,  amb, atb,  atmb, false",
    "two orders,                abc, cab, bca,  cab,  true",
    "one new thing twice,       a,   xa,  ax,   xa,   true",
  })
  void takesTheOrderOfWhoHasChangedIt(
      String what, String base, String mine, String theirs, String merged, boolean clashes) {
    open("/");
    assertThat(page.evaluate(MERGED, List.of(base, mine, theirs)))
        .as(what)
        .isEqualTo(List.of(merged, clashes ? "filters.order" : ""));
  }

  @Test
  void keepsTheOrderThatWasTypedWhenSomebodyElseHasChangedSomething() {
    open("/edit/routes/users");
    Locator text = page.getByLabel("Text of the config");
    String typed = text.inputValue();
    int from = typed.indexOf("  - name: rate_limit");
    int middle = typed.indexOf("  - name: headers");
    int end = typed.indexOf("timeout:");
    text.fill(
        typed.substring(0, from)
            + typed.substring(middle, end)
            + typed.substring(from, middle)
            + typed.substring(end));
    assertThat(page.locator(".field-name")).containsText("filters.order");
    var theirs = StubApi.yaml(CONFIG.replace("rate: 100/s", "rate: 50/s"));
    api.revise(theirs, "somebody", "routes/users replaced", "", null);
    page.getByRole(AriaRole.BUTTON, named("Apply")).click();
    page.getByText("Reload and re-apply my changes").click();
    Pattern merged = Pattern.compile("- name: headers.*- name: rate_limit.*50/s", Pattern.DOTALL);
    assertThat(text).hasValue(merged);
    assertThat(page.locator(".field-name")).hasCount(1);
    assertThat(page.locator(".review")).not().containsText("Somebody else");
    assertThat(api.writes).isEmpty();
  }
}
