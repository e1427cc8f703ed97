package io.sluice.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.sluice.admin.browser.DashboardBrowser;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every view: keys, tokens, names that are markup, both themes and both sizes. */
class DashboardSafetyTest extends DashboardPage {
  @Test
  void worksWithoutAPointer() {
    open("/");
    page.keyboard().press("Tab");
    assertThat(page.getByText("Skip to the content")).isFocused();
    page.keyboard().press("g");
    page.keyboard().press("r");
    assertThat(page.locator("h1")).hasText("Routes");
    assertThat(page.locator("tbody tr")).hasCount(4);
    page.keyboard().press("/");
    assertThat(page.getByLabel("Search")).isFocused();
    page.locator("a.thing").first().focus();
    page.keyboard().press("ArrowDown");
    assertThat(page.locator("a.thing").nth(1)).isFocused();
    page.keyboard().press("End");
    assertThat(page.locator("a.thing").nth(3)).isFocused();
    assertThat(page.locator("a.thing[tabindex='0']")).hasCount(1);
    page.keyboard().press("?");
    assertThat(page.locator("dialog")).containsText("Keyboard shortcuts");
    page.keyboard().press("Escape");
    assertThat(page.locator("dialog")).hasCount(0);
    page.locator("a.thing").first().focus();
    page.keyboard().press("Enter");
    assertThat(page.locator("h1")).hasText("Route users");
    assertThat(page.locator("main")).isFocused();
    page.locator(".plot").first().focus();
    page.keyboard().press("ArrowLeft");
  }

  @Test
  void asksForATokenAndKeepsItInMemoryOnly() {
    api.token = "s3cret-token";
    open("/routes");
    Locator dialog = page.locator("dialog");
    dialog.getByLabel("Token").fill("wrong");
    page.keyboard().press("Enter");
    assertThat(dialog).containsText("does not know this token");
    assertThat(api.wrong.stream().filter("Bearer wrong"::equals)).as("they are counted").hasSize(1);
    dialog.getByLabel("Token").fill("s3cret-token");
    page.keyboard().press("Enter");
    assertThat(page.locator("tbody tr")).hasCount(4);
    assertThat(page.locator("#live")).hasText("live");
    assertThat(
            (String)
                page.evaluate(
                    "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"))
        .doesNotContain("s3cret");
    page.reload();
    assertThat(dialog).containsText("Sign in");
    page.keyboard().press("Escape");
    page.locator("main").getByText("Sign in").click();
    assertThat(dialog.getByLabel("Token")).isFocused();
  }

  @Test
  void runsNoScriptThatIsNotItsOwn() {
    open("/");
    page.evaluate(
        """
        for (const url of ['data:text/javascript,window.foreign=1', 'https://example.com/x.js']) {
          const script = document.createElement('script');
          try { script.src = url; } catch { script.setAttribute('nonce', 'refused'); }
          document.head.append(script);
        }
        const style = document.createElement('style');
        style.textContent = 'body { display: none }';
        document.head.append(style);
        """);
    assertThat(page.locator("h1")).isVisible();
    assertThat(page.evaluate("window.foreign")).isNull();
    assertThat(browser.complaints()).anyMatch(each -> each.startsWith("CSP style-src"));
    assertThat(browser.complaints()).anyMatch(each -> each.contains("require-trusted-types-for"));
    browser.complaints().clear();
  }

  @Test
  void showsMarkupInNamesAsText() {
    api.trial.withArray("warnings").addObject().put("path", EVIL).put("message", EVIL);
    error(EVIL, EVIL);
    for (String view : views()) {
      open(view);
      page.waitForTimeout(150);
      assertThat(page.locator("main img, main script, main b:not(.key b), main i, main u"))
          .hasCount(0);
    }
    open("/history");
    assertThat(page.locator("tbody")).containsText("comment " + EVIL);
    open("/routes/" + encoded(EVIL));
    assertThat(page.locator("h1")).hasText("Route " + EVIL);
    open("/edit/routes/" + encoded(EVIL));
    page.getByLabel("Text of the config").fill("id: " + EVIL + "\n");
    assertThat(page.locator(".review")).containsText(EVIL);
    assertThat(page.locator("main img")).hasCount(0);
  }

  @Test
  void theThemeFollowsTheSystemUnlessItIsChosen() {
    open("/");
    assertThat(ground()).isEqualTo("rgb(245, 246, 248)");
    page.getByText("Theme: auto").click();
    page.getByText("Theme: light").click();
    assertThat(page.locator("#theme")).hasText("Theme: dark");
    assertThat(ground()).isEqualTo("rgb(15, 19, 24)");
    page.reload();
    assertThat(ground()).isEqualTo("rgb(15, 19, 24)");
    look(DashboardBrowser.wide(ColorScheme.DARK));
    open("/");
    assertThat(ground()).isEqualTo("rgb(15, 19, 24)");
  }

  @ParameterizedTest
  @MethodSource("sizesAndThemes")
  void fitsAndNamesItsControls(DashboardBrowser.View view) {
    preflight(12, 1000);
    api.match =
        StubApi.JSON.readTree(
            "{\"route\":\"users\",\"rule\":\"prefix /users\",\"chain\":[\"rate_limit\"],\"upstreams\":[\"users\"],\"others\":[{\"route\":\"orders\",\"criterion\":\"path\",\"reason\":\"the path has no segment 'orders'\"}]}");
    look(view);
    for (String path : views()) {
      open(path);
      fill(path);
      assertThat(page.locator("main h1")).isVisible();
      page.waitForTimeout(300); // for what comes by itself
      assertThat((int) page.evaluate("document.documentElement.scrollWidth - innerWidth"))
          .as("too wide: %s", path)
          .isLessThanOrEqualTo(0);
      assertThat(page.evaluate(UNNAMED))
          .as("controls without a name: %s", path)
          .isEqualTo(List.of());
      String name = path.equals("/") ? "overview" : path.substring(1).replaceAll("[^a-z]+", "-");
      DashboardBrowser.picture(page, name + "-" + view.name());
    }
  }

  private static final String UNNAMED =
      """
      [...document.querySelectorAll('button, a, input, select, textarea, [tabindex="0"]')]
        .filter((each) => !(each.textContent.trim() || each.getAttribute('aria-label') || each.labels?.length))
        .map((each) => each.outerHTML)
      """;

  static Stream<DashboardBrowser.View> sizesAndThemes() {
    return Stream.of(
        DashboardBrowser.wide(ColorScheme.LIGHT),
        DashboardBrowser.wide(ColorScheme.DARK),
        DashboardBrowser.narrow(ColorScheme.LIGHT),
        DashboardBrowser.narrow(ColorScheme.DARK));
  }

  /** Something to see in a picture. */
  private void fill(String path) {
    if (path.equals("/")) {
      page.evaluate(
          """
          import('/events.js').then(({figures}) => {
            for (let i = 299; i > 0; i--) {
              const wave = 40 + 12 * Math.sin(i / 21) + 5 * Math.sin(i / 3.1);
              figures.unshift({at: Date.now() - (300 - i) * 1000, requests_per_second: wave * 21,
                errors_per_second: i % 67 < 4 ? 6 : i % 13 === 0 ? 1 : 0, p50: wave / 9000,
                p95: wave / 3000, p99: wave / (1100 - 8 * (i % 41)), in_flight: 12, lag: 0.0004 + (i % 29 === 0 ? 0.004 : 0)});
            }
          })
          """);
      page.waitForTimeout(1200);
    } else if (path.startsWith("/edit/")) {
      Locator text = page.getByLabel("Text of the config");
      text.fill(text.inputValue().replace("rate: 100/s", "rate: 50/s").replace("- POST", "- PUT"));
      assertThat(page.locator(".review")).containsText("2 changes");
    } else if (path.equals("/try")) {
      page.getByRole(AriaRole.BUTTON, named("Try")).click();
      assertThat(page.locator(".way")).isVisible();
    }
  }

  private Object ground() {
    return page.evaluate("getComputedStyle(document.body).backgroundColor");
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
        .replace("+", "%20");
  }
}
