package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is seen of a document without its secrets, and what becomes of them when it is edited. */
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

  /** Of what is left alone in a list, or changed beside its secret, and what has come or gone. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // named: whatever else changes
        "admin | {'tokens':[{'name':'a','token':'s'},{'name':'b','token':'t'}]}"
            + "| {'tokens':[{'name':'b','token':'(hidden)'},{'name':'a','token':'(hidden)'}]}"
            + "| {'tokens':[{'name':'b','token':'t'},{'name':'a','token':'s'}]}",
        "admin | {'tokens':[{'name':'a','token':'s'},{'name':'b','token':'t'}]}"
            + "| {'tokens':[{'name':'b','token':'(hidden)'}]}"
            + "| {'tokens':[{'name':'b','token':'t'}]}",
        "admin | {'tokens':[{'name':'a','role':'viewer','token':'s'}]}"
            + "| {'tokens':[{'name':'a','role':'admin','token':'(hidden)'}]}"
            + "| {'tokens':[{'name':'a','role':'admin','token':'s'}]}",
        "admin | {'tokens':[{'name':'a','token':'s'}]}"
            + "| {'tokens':[{'name':'n','token':'new'},{'name':'a','token':'(hidden)'}]}"
            + "| {'tokens':[{'name':'n','token':'new'},{'name':'a','token':'s'}]}",
        // renamed, or somebody else in the place
        "admin | {'tokens':[{'name':'a','token':'s'}]}"
            + "| {'tokens':[{'name':'b','token':'(hidden)'}]}"
            + "| {'tokens':[{'name':'b','token':'(hidden)'}]}",
        "admin | {'tokens':[{'name':'a','token':'s'},{'name':'b','token':'t'}]}"
            + "| {'tokens':[{'name':'c','token':'(hidden)'},{'name':'b','token':'(hidden)'}]}"
            + "| {'tokens':[{'name':'c','token':'(hidden)'},{'name':'b','token':'t'}]}",
        "admin | {'tokens':[{'name':'a','token':'s'}]}"
            + "| {'tokens':[{'name':'a','token':'(hidden)'},{'name':'a','token':'(hidden)'}]}"
            + "| {'tokens':[{'name':'a','token':'(hidden)'},{'name':'a','token':'(hidden)'}]}",
        // several of one name
        "default_filters"
            + "| [{'name':'login','config':{'pin':1}},{'name':'x'},{'name':'login','config':{'pin':2}}]"
            + "| [{'name':'login','config':{'pin':'(hidden)'}},{'name':'login','config':{'pin':'(hidden)'}}]"
            + "| [{'name':'login','config':{'pin':1}},{'name':'login','config':{'pin':2}}]",
        "default_filters"
            + "| [{'name':'login','config':{'pin':1}},{'name':'login','config':{'pin':2}}]"
            + "| [{'name':'login','config':{'pin':'(hidden)'}}]"
            + "| [{'name':'login','config':{'pin':'(hidden)'}}]",
        "default_filters"
            + "| [{'name':'login','enabled':true,'config':{'pin':1}},{'name':'login','config':{'pin':2}}]"
            + "| [{'name':'login','config':{'pin':'(hidden)'}}]"
            + "| [{'name':'login','config':{'pin':2}}]",
        "default_filters" // one edited, to look like the other
            + "| [{'name':'login','enabled':true,'config':{'pin':1}},{'name':'login','config':{'pin':2}}]"
            + "| [{'name':'login','config':{'pin':'(hidden)'}},{'name':'login','config':{'pin':'(hidden)'}}]"
            + "| [{'name':'login','config':{'pin':1}},{'name':'login','config':{'pin':2}}]",
        "default_filters" // exchanged
            + "| [{'name':'login','enabled':true,'config':{'pin':1}},{'name':'login','config':{'pin':2}}]"
            + "| [{'name':'login','config':{'pin':'(hidden)'}},{'name':'login','enabled':true,'config':{'pin':'(hidden)'}}]"
            + "| [{'name':'login','config':{'pin':2}},{'name':'login','enabled':true,'config':{'pin':1}}]",
        "default_filters" // both edited: in their places, or exchanged as well
            + "| [{'name':'login','enabled':true,'config':{'pin':1}},{'name':'login','config':{'pin':2}}]"
            + "| [{'name':'login','enabled':false,'config':{'pin':'(hidden)'}},{'name':'login','enabled':true,'config':{'pin':'(hidden)'}}]"
            + "| [{'name':'login','enabled':false,'config':{'pin':'(hidden)'}},{'name':'login','enabled':true,'config':{'pin':1}}]",
        // another filter in the place of one
        "default_filters | [{'name':'login','config':{'pin':1}}]"
            + "| [{'name':'request_id','config':{'pin':'(hidden)'}}]"
            + "| [{'name':'request_id','config':{'pin':'(hidden)'}}]",
        // without names
        "consumers | {'id':'c','credentials':[{'key_sha256':'a'},{'key_sha256':'b'}]}"
            + "| {'id':'c','labels':{'x':'y'},'credentials':[{'key_sha256':'(hidden)'},{'key':'k'},{'key_sha256':'(hidden)'}]}"
            + "| {'id':'c','labels':{'x':'y'},'credentials':[{'key_sha256':'a'},{'key':'k'},{'key_sha256':'b'}]}",
        "consumers | {'id':'c','credentials':[{'key_sha256':'a'},{'key_sha256':'b'}]}"
            + "| {'id':'c','credentials':[{'key_sha256':'(hidden)'}]}"
            + "| {'id':'c','credentials':[{'key_sha256':'(hidden)'}]}",
        "consumers | {'id':'c','credentials':[{'key_sha256':'a'}]}" // one more, to be used from now
            // on
            + "| {'id':'c','credentials':[{'key_sha256':'n'},{'key_sha256':'(hidden)'}]}"
            + "| {'id':'c','credentials':[{'key_sha256':'n'},{'key_sha256':'a'}]}",
        "consumers | {'id':'c','credentials':[{'key_sha256':'a'},{'key_sha256':'b'}]}" // which one?
            + "| {'id':'c','credentials':[{'key_sha256':'n'},{'key_sha256':'(hidden)'}]}"
            + "| {'id':'c','credentials':[{'key_sha256':'n'},{'key_sha256':'(hidden)'}]}",
        "consumers | {'id':'c','credentials':[{'key_sha256':'a'}]}"
            + "| {'id':'c','credentials':[{'key_sha256':'(hidden)'},{'key_sha256':'(hidden)'}]}"
            + "| {'id':'c','credentials':[{'key_sha256':'(hidden)'},{'key_sha256':'(hidden)'}]}",
        "consumers | {'id':'c','credentials':[{'key_sha256':'a'}]}"
            + "| {'id':'c','credentials':[{'key':'(hidden)'}]}"
            + "| {'id':'c','credentials':[{'key':'(hidden)'}]}",
        "consumers | {'credentials':[{'username':'u','password_hash':'h'},{'key_id':'k','secret':'s'}]}"
            + "| {'credentials':[{'secret':'(hidden)','key_id':'k'},{'username':'u','password_hash':'(hidden)'}]}"
            + "| {'credentials':[{'secret':'s','key_id':'k'},{'username':'u','password_hash':'h'}]}",
        "consumers | {'credentials':[{'key_id':'k','secret':'s'}]}"
            + "| {'credentials':[{'key_id':'l','secret':'(hidden)'}]}"
            + "| {'credentials':[{'key_id':'l','secret':'(hidden)'}]}",
        // another kind of thing in the place of one
        "upstreams | {'discovery':{'type':'consul','token':'s'}}"
            + "| {'discovery':{'type':'dns','token':'(hidden)'}}"
            + "| {'discovery':{'type':'dns','token':'(hidden)'}}",
        // nothing there
        "consul | {'token':''}   | {'token':'(hidden)'} | {'token':'(hidden)'}",
        "consul | {'token':null} | {'token':'(hidden)'} | {'token':'(hidden)'}",
        "consul | 'x'            | {'token':'(hidden)'} | {'token':'(hidden)'}",
      })
  void noSecretBecomesThatOfAnother(String key, String before, String edited, String restored) {
    assertThat(SECRETS.restored(key, json(edited), json(before))).isEqualTo(json(restored));
  }

  /** What is shown and written back as it is, is what was. */
  @Test
  void whatIsReadAndWrittenBackIsTheSame() {
    Random random = new Random(6);
    for (int run = 0; run < 500; run++) {
      StringBuilder text = new StringBuilder("{'tokens':[");
      for (int i = random.nextInt(6); i >= 0; i--) {
        text.append("{'name':'").append((char) ('a' + random.nextInt(3)));
        text.append(random.nextBoolean() ? "','role':'admin'" : "'");
        text.append(",'token':'").append(random.nextInt(100)).append(i > 0 ? "'}," : "'}");
      }
      String before = json(text + "]}");
      String shown = SECRETS.hidden("admin", before);
      assertThat(SECRETS.restored("admin", shown, before)).isEqualTo(before);
    }
  }

  @Test
  void aMarkTakesItsSecretAlong() {
    SecretMarks marks = SECRETS.marks();
    String marked = marks.marked("consul", json("{'token':'s','datacenter':'x'}"));
    assertThat(marked).doesNotContain("\"s\"");
    assertThat(SecretMarks.shown(marked)).isEqualTo(json("{'token':'(hidden)','datacenter':'x'}"));
    String moved = marked.replace("token", "what").replace("datacenter", "token");
    assertThat(marks.resolved("consul", moved)).isEqualTo(json("{'what':'s','token':'x'}"));
    assertThat(marks.leftIn(marks.resolved("consul", moved))).isEmpty();
  }

  @Test
  void aMarkWhereItWouldShowStaysOne() {
    SecretMarks marks = SECRETS.marks();
    String marked = marks.marked("consul", json("{'token':'s'}"));
    String moved = "{\"datacenter\":[" + marked + "]}";
    assertThat(marks.leftIn(marks.resolved("consul", moved)))
        .containsExactly("/datacenter/0/token");
    assertThat(SECRETS.marks().leftIn(moved)).as("of another patch").isEmpty();
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
