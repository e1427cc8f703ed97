package io.sluice.admin.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A headless Chromium with its pages. Whatever a page complains of is kept: a violation of the
 * content security policy, an error of a script, a message of the console. Confined to the thread
 * of its test.
 */
public final class DashboardBrowser implements AutoCloseable {
  private static final double PATIENCE_MILLIS = 15_000;

  /** Chromium says so of each answer that is an error, which is no fault of the page. */
  private static final String FAILED_LOAD = "Failed to load resource: the server responded with";

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  /** Launches it. */
  public DashboardBrowser() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(ChromiumBinary.find())
                    .setArgs(List.of("--disable-dev-shm-usage")));
  }

  /** How a page is looked at. */
  public record View(String name, int width, int height, ColorScheme theme) {}

  /** A desk's screen. */
  public static View wide(ColorScheme theme) {
    return new View("1440-" + word(theme), 1440, 900, theme);
  }

  /** A telephone's. */
  public static View narrow(ColorScheme theme) {
    return new View("390-" + word(theme), 390, 844, theme);
  }

  private static String word(ColorScheme theme) {
    return theme == ColorScheme.DARK ? "dark" : "light";
  }

  /** A page of its own, with nothing kept from others; nothing is open in it yet. */
  public Page page(View view) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(view.width(), view.height())
                .setColorScheme(view.theme())
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    context.addInitScript(
        "document.addEventListener('securitypolicyviolation', (event) =>"
            + " console.error('CSP', event.violatedDirective, event.blockedURI, event.sample))");
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          boolean bad = message.type().equals("error") || message.type().equals("warning");
          if (bad && !message.text().startsWith(FAILED_LOAD)) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onDialog(
        dialog -> {
          if (dialog.type().equals("beforeunload")) { // a text is not applied yet
            dialog.accept();
            return;
          }
          complaints.add("a script opened a window: " + dialog.message());
          dialog.dismiss();
        });
    return page;
  }

  /** All that pages have complained of so far. */
  public List<String> complaints() {
    return complaints;
  }

  /** Keeps a picture of the whole page among the build's output. */
  public static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target", "screenshots", name + ".png")));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
