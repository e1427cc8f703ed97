package io.sluice.filters.hmacauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.hmacauth.Signatures.Candidate;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 9421, section 2, and what they leave open. */
class SignatureBaseTest {
  private static final SignatureBase BASE =
      new SignatureBase(
          Map.of(
              "example-dict", FieldType.DICTIONARY,
              "example-list", FieldType.LIST,
              "example-item", FieldType.ITEM));

  private static String value(String component, Message message) throws Refusal {
    return BASE.value(Component.parse(component), message);
  }

  private static Message request(String method, String scheme, String authority, String target) {
    return new Message(method, scheme, authority, target, Rfc9421.fields());
  }

  private static Message with(String... lines) {
    return new Message("GET", "https", "www.example.com", "/", Rfc9421.fields(lines));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@method         | POST | https | www.example.com     | /path?param=value | POST",
        "@method         | get  | https | www.example.com     | /                 | get",
        "@target-uri     | POST | https | www.example.com     | /path?param=value | https://www.example.com/path?param=value",
        "@target-uri     | GET  | http  | WWW.example.com:80  | /                 | http://www.example.com/",
        "@target-uri     | OPTIONS | https | www.example.com  | *                 | https://www.example.com",
        "@authority      | GET  | https | www.example.com     | /                 | www.example.com",
        "@authority      | GET  | https | WWW.Example.com:443 | /                 | www.example.com",
        "@authority      | GET  | http  | www.example.com:443 | /                 | www.example.com:443",
        "@authority      | GET  | http  | www.example.com:80  | /                 | www.example.com",
        "@authority      | GET  | https | www.example.com:80  | /                 | www.example.com:80",
        "@authority      | GET  | http  | '[2001:DB8::80]'    | /                 | '[2001:db8::80]'",
        "@authority      | GET  | http  | www.example.com.    | /                 | www.example.com.",
        "@scheme         | GET  | https | www.example.com     | /                 | https",
        "@scheme         | GET  | http  | www.example.com     | /                 | http",
        "@request-target | POST | https | www.example.com     | /path?param=value | /path?param=value",
        "@request-target | OPTIONS | https | www.example.com  | *                 | *",
        "@path           | GET  | https | www.example.com     | /path?param=value | /path",
        "@path           | GET  | https | www.example.com     | /a/../b%7E//c     | /a/../b%7E//c",
        "@path           | OPTIONS | https | www.example.com  | *                 | /",
        "@query          | GET  | https | www.example.com     | /path?param=value&foo=bar&baz=bat%2Dman | ?param=value&foo=bar&baz=bat%2Dman",
        "@query          | GET  | https | www.example.com     | /path?queryString | ?queryString",
        "@query          | GET  | https | www.example.com     | /path             | ?",
        "@query          | GET  | https | www.example.com     | /path?            | ?",
      })
  void derivedComponents(
      String component, String method, String scheme, String authority, String target, String value)
      throws Exception {
    assertThat(value(component, request(method, scheme, authority, target))).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "param=value&foo=bar&baz=batman&qux= | baz   | batman",
        "param=value&foo=bar&baz=batman&qux= | qux   | ''",
        "param=value&foo=bar&baz=batman&qux= | param | value",
        "param&foo=bar                       | param | ''",
        "&&param=a=b&&                       | param | a%3Db",
        "var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something | var | this%20is%20a%20big%0Amultiline%20value",
        "var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something | bar | with%20plus%20whitespace",
        "var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something | fa%C3%A7ade%22%3A%20 | something",
        "%61=%62                             | a     | b",
        "a=%                                 | a     | %25",
        "a=%zz%4                             | a     | %25zz%254",
        "a=~'()!*-._                         | a     | %7E%27%28%29%21*-._",
      })
  void queryParameters(String query, String name, String value) throws Exception {
    Message message = request("GET", "https", "www.example.com", "/path?" + query);
    assertThat(value("@query-param;name=\"" + name + '"', message)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "a=1&a=2, a, signature_malformed",
    "a=1&%61=1, a, signature_malformed",
    "a=1, b, signature_invalid",
    "a=1, %61, signature_invalid",
    "a=1, A, signature_invalid",
  })
  void refusesAQueryParameterThatIsNotThereOnce(String query, String name, String reason) {
    Message message = request("GET", "https", "www.example.com", "/?" + query);
    assertThatThrownBy(() -> value("@query-param;name=\"" + name + '"', message))
        .hasMessage(reason);
  }

  @Test
  void fieldsOfSeveralLinesAreJoined() throws Exception {
    Message message =
        with(
            "Host: www.example.com",
            "X-OWS-Header:   Leading and trailing whitespace.   ",
            "Cache-Control: max-age=60",
            "Cache-Control:    must-revalidate",
            "X-Empty-Header:");
    assertThat(value("host", message)).isEqualTo("www.example.com");
    assertThat(value("x-ows-header", message)).isEqualTo("Leading and trailing whitespace.");
    assertThat(value("cache-control", message)).isEqualTo("max-age=60, must-revalidate");
    assertThat(value("x-empty-header", message)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "example-dict             | a=1,    b=2;x=1;y=2,   c=(a   b   c)",
        "example-dict;sf          | a=1, b=2;x=1;y=2, c=(a b c)",
        "'example-dict;key=\"a\"' | 1",
        "'example-dict;key=\"b\"' | 2;x=1;y=2",
        "'example-dict;key=\"c\"' | (a b c)",
        "example-dict;bs          | :YT0xLCAgICBiPTI7eD0xO3k9MiwgICBjPShhICAgYiAgIGMp:",
        "example-list;sf          | a, b;q=0.5",
        "example-item;sf          | 12",
      })
  void structuredFields(String component, String value) throws Exception {
    Message message =
        with(
            "Example-Dict:  a=1,    b=2;x=1;y=2,   c=(a   b   c)  ",
            "Example-List: a ,b; q=0.50",
            "Example-Item: 12");
    assertThat(value(component, message)).isEqualTo(value);
  }

  @Test
  void membersOfADictionaryComeFromAllLines() throws Exception {
    Message message = with("Example-Dict: a=1, b=2;x=1;y=2, c=(a b c), d", "Example-Dict: e=?0");
    assertThat(value("example-dict;key=\"d\"", message)).isEqualTo("?1");
    assertThat(value("example-dict;key=\"e\"", message)).isEqualTo("?0");
  }

  @Test
  void binaryWrappingTellsLinesFromCommas() throws Exception {
    Message two = with("Example-Header: value, with, lots", "Example-Header: of, commas");
    Message one = with("Example-Header: value, with, lots, of, commas");
    assertThat(value("example-header;bs", two))
        .isEqualTo(":dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:");
    assertThat(value("example-header;bs", one))
        .isEqualTo(":dmFsdWUsIHdpdGgsIGxvdHMsIG9mLCBjb21tYXM=:");
    assertThat(value("example-header", two)).isEqualTo(value("example-header", one));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing                        | signature_invalid",
        "'example-dict;key=\"none\"'    | signature_invalid",
        "unknown-type;sf                | signature_malformed",
        "'unknown-type;key=\"a\"'       | signature_malformed",
        "example-item;sf                | signature_malformed",
      })
  void refusesWhatHasNoSuchValue(String component, String reason) {
    Message message = with("Example-Dict: a=1", "Unknown-Type: (", "Example-Item: 1, 2");
    assertThatThrownBy(() -> value(component, message)).hasMessage(reason);
  }

  private static byte[] base(HttpHeaders fields, String input) throws Refusal {
    fields.add("signature-input", "s=" + input + ";keyid=\"test-shared-secret\"");
    fields.add("signature", "s=:YQ==:");
    Message message = new Message("GET", "https", "example.com", "/", fields);
    Candidate found =
        new Signatures(Rfc9421.consumers(), null, null)
            .find(fields, signature -> BASE.of(signature, message));
    return Objects.requireNonNull(found).signed();
  }

  @Test
  void takesOtherBytesThanAsciiOnlyWrapped() throws Exception {
    assertThat(
            new String(base(Rfc9421.fields("a: \u00e9"), "(\"a\";bs)"), StandardCharsets.US_ASCII))
        .startsWith("\"a\";bs: :6Q==:\n");
    assertThatThrownBy(() -> base(Rfc9421.fields("a: \u00e9"), "(\"a\")"))
        .hasMessage("signature_malformed");
  }

  @Test
  void refusesFormsOfAFieldThatMultiplyIt() {
    HttpHeaders fields = Rfc9421.fields("example-dict: a=\"" + "x".repeat(30_000) + '"');
    assertThatThrownBy(() -> base(fields, "(\"example-dict\" \"example-dict\";bs)"))
        .hasMessage("signature_malformed");
  }

  /** Who has not shown a key yet must not have much read. */
  @Test
  void readsNoLongFieldAndNoneTwice() throws Exception {
    for (int length : new int[] {SignatureBase.LONGEST_STRUCTURED, 24_000}) {
      Message message = with("Example-Dict: a=1, b=2, c=\"" + "x".repeat(length - 14) + '"');
      for (String component : new String[] {"example-dict;sf", "example-dict;key=\"a\""}) {
        if (length > SignatureBase.LONGEST_STRUCTURED) {
          assertThatThrownBy(() -> value(component, message)).hasMessage("signature_malformed");
        } else {
          value(component, message);
        }
      }
      assertThat(value("example-dict", message)).hasSize(length);
    }
    Message message = with("Example-Dict: a=1, b=2");
    assertThat(value("example-dict;key=\"a\"", message)).isEqualTo("1");
    message.fields().remove("example-dict");
    assertThat(value("example-dict;key=\"b\"", message)).isEqualTo("2");
    Message query = request("GET", "http", "a", "/?a=1&b=2&a");
    assertThat(value("@query-param;name=\"b\"", query)).isEqualTo("2");
    assertThat(query.parameters()).containsOnlyKeys("a", "b");
  }
}
