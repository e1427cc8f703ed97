package io.sluice.gateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the test kit's docs show can be copied: it compiles. */
class DocExamplesTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("(?s) \\* <pre>\\{@code\\n(.*?) \\* }</pre>");
  private static final String AROUND =
      """
      package io.sluice.gateway.testkit;
      import static org.assertj.core.api.Assertions.assertThat;
      import io.sluice.gateway.api.*;
      import io.sluice.gateway.testkit.TestKitTest.Teapot;
      import java.time.Duration;
      import org.junit.jupiter.api.Test;
      import org.junit.jupiter.api.extension.RegisterExtension;
      class Shown {
      %s
      }
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FilterTester",
        "FixedFilter",
        "GatewayExtension",
        "ManualTicker",
        "RawClient",
        "StubOrigin",
        "TestGateway"
      })
  void compiles(String type, @TempDir Path classes) throws Exception {
    String code =
        Files.readString(Path.of("src/test/java/io/sluice/gateway/testkit", type + ".java"));
    Matcher example = EXAMPLE.matcher(code);
    assertThat(example.find()).isTrue();
    String shown = example.group(1).replaceAll("(?m)^ \\* ?", "");
    String body = shown.contains("@Test") ? shown : "void run() throws Exception {" + shown + "}";
    StringWriter messages = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of("-proc:none", "-classpath", classPath(), "-d", classes.toString());
    List<JavaFileObject> units = List.of(source(AROUND.formatted(body)));
    assertThat(compiler.getTask(messages, null, null, options, null, units).call())
        .as("%s", messages)
        .isTrue();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static JavaFileObject source(String text) {
    return new SimpleJavaFileObject(
        URI.create("string:///Shown.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
