package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What those see of a document who may not see secrets. */
class SecretsTest {
  private static final Secrets SECRETS =
      new Secrets(new Plugins(SampleFilters.ALL, SampleDiscoveries.ALL, SamplePolicies.ALL));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // sections
        "consul    | {'token':'s','datacenter':'x'}     | {'token':'(hidden)','datacenter':'x'}",
        "consul    | {'token':'${TOKEN:s}'}             | {'token':'(hidden)'}",
        "consul    | {'token':''}                       | {'token':''}",
        "consul    | {'token':null}                     | {'token':null}",
        "admin     | {'tokens':[{'name':'a','token':'s'},{'name':'b','token':'t'}]}"
            + "| {'tokens':[{'name':'a','token':'(hidden)'},{'name':'b','token':'(hidden)'}]}",
        "redis     | {'uri':'redis://:s@h','timeout':'1s'} | {'uri':'(hidden)','timeout':'1s'}",
        // what is nowhere known
        "whatever  | {'a':'s'}                          | '(hidden)'",
        "consul    | {'tokn':'s'}                       | {'tokn':'(hidden)'}",
        "consul    | {'tokn':{'a':['s']}}               | {'tokn':'(hidden)'}",
        "admin     | 's'                                | '(hidden)'",
        "admin     | {'tokens':'s'}                     | {'tokens':'(hidden)'}",
        "admin     | {'tokens':['s']}                   | {'tokens':['(hidden)']}",
        "access_log| 'shown'                            | 'shown'",
        // filters and discoveries name what their options are
        "routes    | {'id':'r','filters':[{'name':'login','config':{'secret':'s','more':['t']}}]}"
            + "| {'id':'r','filters':[{'name':'login','config':{'secret':'(hidden)','more':'(hidden)'}}]}",
        "routes    | {'filters':[{'name':'request_id','config':{'header':'x'}}]}"
            + "| {'filters':[{'name':'request_id','config':{'header':'x'}}]}",
        "routes    | {'filters':[{'name':'request_id','config':{'secret':'s'}}]}"
            + "| {'filters':[{'name':'request_id','config':{'secret':'(hidden)'}}]}",
        "routes    | {'filters':[{'name':'${F}','enabled':false,'config':{'secret':'s'}}]}"
            + "| {'filters':[{'name':'${F}','enabled':false,'config':'(hidden)'}]}",
        "routes    | {'filters':[{'name':'login','config':'s'}]}"
            + "| {'filters':[{'name':'login','config':'(hidden)'}]}",
        "default_filters | [{'name':'login','config':{'pin':7}}]"
            + "| [{'name':'login','config':{'pin':'(hidden)'}}]",
        "upstreams | {'id':'u','discovery':{'type':'consul','service':'u','token':'s'}}"
            + "| {'id':'u','discovery':{'type':'consul','service':'u','token':'(hidden)'}}",
        "upstreams | {'discovery':{'type':'phone_book','page':1,'key':'s'}}"
            + "| {'discovery':{'type':'phone_book','page':1,'key':'(hidden)'}}",
        "upstreams | {'discovery':{'type':'dns','token':'s'}}"
            + "| {'discovery':{'type':'dns','token':'(hidden)'}}",
        "upstreams | {'targets':[{'address':'h:1','labels':{'a':'b'}}]}"
            + "| {'targets':[{'address':'h:1','labels':{'a':'b'}}]}",
      })
  void hidesWhatIsSecretOrNotKnown(String key, String text, String shown) {
    assertThat(SECRETS.hidden(key, json(text))).isEqualTo(json(shown));
  }

  /** So that who may see all of it gets the very bytes that were written. */
  @Test
  void aTextWithoutSecretsStaysTheSame() {
    String text = "{\"id\":\"r\",\"priority\":1e2,\"x\":null,\"upstream\":\"a\\u002fb\"}";
    assertThat(SECRETS.hidden("routes", text)).isSameAs(text);
  }

  @Test
  void tellsWhereSomebodyHasPutWhatIsOnlyShown() {
    String text = json("{'filters':[{'name':'login','config':{'secret':'(hidden)','pin':1}}]}");
    assertThat(SECRETS.hiddenIn("routes", text)).containsExactly("/filters/0/config/secret");
    assertThat(SECRETS.hiddenIn("routes", json("{'id':'(hidden)'}"))).isEmpty();
  }

  @Test
  void putsSecretsBackInTheirPlacesAndNowhereElse() {
    String before = json("{'id':'r','filters':[{'name':'login','config':{'secret':'s','pin':1}}]}");
    String edited =
        json(
            "{'id':'(hidden)','filters':[{'name':'login',"
                + "'config':{'secret':'(hidden)','more':['(hidden)'],'pin':2}}]}");
    assertThat(SECRETS.restored("routes", edited, before))
        .isEqualTo(
            json(
                "{'id':'(hidden)','filters':[{'name':'login',"
                    + "'config':{'secret':'s','more':['(hidden)'],'pin':2}}]}"));
  }

  @Test
  void aPointerEscapesWhatHasAMeaningInIt() {
    assertThat(SECRETS.hiddenIn("consul", json("{'a/b~c':'(hidden)'}")))
        .isEqualTo(List.of("/a~1b~0c"));
  }

  private static String json(String text) {
    return text.strip().replace('\'', '"');
  }
}
