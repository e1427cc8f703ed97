package io.sluice.filters.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"x-a", "X-Request-Id", "a", "!#$%&'*+-.^_`|~9", "cookie", "via"})
  void takesTokensAsTheyAreWritten(String name) {
    assertThat(FieldName.endToEnd("set", name).toString()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "x a", "x:", ":path", "x\r\ny", "x\0", "é", "x,y", "(x)", "x\""})
  void refusesWhatIsNoToken(String name) {
    assertThatThrownBy(() -> FieldName.endToEnd("request.set", name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("request.set: '" + name + "' (expected: a field name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connection",
        "Content-Length",
        "EXPECT",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "Transfer-Encoding",
        "upgrade"
      })
  void leavesFramingAndHopByHopFieldsToTheEngine(String name) {
    assertThatThrownBy(() -> FieldName.endToEnd("remove[2]", name))
        .hasMessage(
            "remove[2]: %s (expected: an end-to-end field; the gateway itself writes this one)",
            name);
  }

  @Test
  void saysWhatSetsTheHost() {
    assertThatThrownBy(() -> FieldName.endToEnd("request.set", "Host"))
        .hasMessage(
            "request.set: Host (expected: another field; the route's rewrite.host sets the host)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "cookie",
        "client_cert",
        "signature-input",
        "Via",
        "forwarded",
        "X-Forwarded-For",
        "x_forwarded_user",
        "x-request-id",
        "X.Request.Id",
      })
  void tellsNothingInAFieldThatHasAnotherUse(String name) {
    assertThatThrownBy(() -> FieldName.telling("consumer_header", name))
        .hasMessageStartingWith("consumer_header: " + name + " (expected: a field of its own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-api-key", "X-API-Key", "x_api_key", "x.api-key"})
  void whatOriginsMayTakeForAnotherIsNoOther(String name) {
    assertThatThrownBy(
            () -> FieldName.checkOther("consumer_header", name, "X-Api-Key", "which has the key"))
        .hasMessage(
            "consumer_header: "
                + name
                + " (expected: another field than X-Api-Key, which has the key)");
    FieldName.checkOther("consumer_header", "x-apikey", "X-Api-Key", "which has the key");
    FieldName.checkOther("consumer_header", null, "X-Api-Key", "which has the key");
    FieldName.checkOther("consumer_header", name, null, "which has the key");
  }
}
