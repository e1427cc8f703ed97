package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The schema and the loader judge alike, as far as a schema can judge. */
class ConfigSchemaTest {
  private static final ObjectNode TREE = ConfigSchema.tree(SampleDocuments.PLUGINS);
  private static final Schema SCHEMA = schema();

  /** What no schema can know: other parts of the document, the environment, what text means. */
  private static final List<String> LOADER_ONLY =
      List.of(
          "has it)",
          "unknown upstream",
          "unknown variable",
          "environment variable",
          "of an environment variable",
          "a closing brace",
          "WORDS",
          "four (expected",
          "repeated key",
          "in RE2 syntax",
          "repetitions",
          "weights sum",
          "on[0]: 200",
          "a;b (expected",
          "no bits behind",
          "a prefix from",
          "no dot segments",
          "hexadecimal digits",
          "segments that are plain",
          "only once",
          "either path, or",
          "at least base",
          "only with",
          "no name with this source",
          "the name of the value to hash",
          "none with status",
          "frames the message",
          "301, 302, 303, 307 or 308",
          "match.headers[0].name: a:",
          "a port from",
          "less than 8589934592GiB",
          "at most 106751d",
          "10.1:80",
          "10.0.0/8",
          "64MiB (expected: 256 to 16MiB)",
          "http://host:port",
          "the lower one first",
          "only with type http",
          "page that is in the book",
          "none with this source, which",
          "only with a policy that hashes",
          "at least base_ejection_time",
          "a name, no address",
          "expected: none with record",
          "with record a)",
          "with record aaaa)",
          "0, or 1s to 24h",
          "at least 100ms",
          "at least 10ms",
          "printable ASCII without spaces",
          "an IP address and port)",
          "none of them control",
          "(expected: 0 for no bound",
          "(expected: 0 with a policy that");

  static Schema schema() {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(TREE);
  }

  static List<Error> judge(String yaml) {
    return SCHEMA.validate(YAMLMapper.shared().readTree(yaml));
  }

  @Test
  void isAValidSchemaItself() {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));

    assertThat(meta.validate((JsonNode) TREE)).isEmpty();
  }

  static Stream<String> accepted() {
    return Stream.of(
        SampleDocuments.full(),
        SampleDocuments.MINIMAL,
        SampleDocuments.MINIMAL + "server: { workers: '${WORKERS}', drain_timeout: 0 }",
        SampleDocuments.MINIMAL
            + "server: { transport: '${NOPE:nio}', drain_timeout: '${NOPE:5s}' }",
        SampleDocuments.MINIMAL + "access_log: { off: '${NOPE:true}' }",
        SampleDocuments.MINIMAL
            + "default_filters: [ { name: nest, config: { filters: [ { name: request_id } ] } } ]",
        SampleDocuments.MINIMAL
            + "default_filters: [ { name: sampler, config: { rate: 1/s, share: 0.25, size: 10, ttl: {'200': 0} } } ]",
        SampleDocuments.MINIMAL
            + "default_filters: [ { name: sampler, config: { rate: 1/s, by: '{host}', speed: 2MiB/s } },"
            + " { name: sampler, config: { rate: 1/s, by: [host, header.a], speed: 1024/s } } ]",
        SampleDocuments.MINIMAL
            + "upstreams: [ { id: a, discovery: { type: phone_book, page: 7 },"
            + " health_check: { expected_statuses: [ 200, '204', 300-399, '${NOPE:404}' ] } } ]",
        SampleDocuments.MINIMAL + "routes: [ { id: 5, redirect: { location: / } } ]",
        SampleDocuments.MINIMAL
            + "routes: [ { id: r, match: { headers: [ { name: a, exact: 1 } ], methods: [M-SEARCH] },"
            + " direct_response: { body: 5 } } ]");
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void acceptsWhatTheLoaderAccepts(String document) {
    assertThat(SampleDocuments.errors(document, Format.YAML)).isEmpty();
    assertThat(judge(document)).isEmpty();
  }

  static Stream<Arguments> refused() {
    return ConfigErrorsTest.cases()
        .filter(
            arguments -> {
              String error = (String) arguments.get()[1];
              return LOADER_ONLY.stream().noneMatch(error::contains);
            });
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatTheLoaderRefuses(String document, String error) {
    assertThat(judge(document)).as(error).isNotEmpty();
  }

  @Test
  void mostErrorsAreWithinItsReach() {
    assertThat(refused().count()).isGreaterThan(105);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/properties/server/properties/workers/default = 0",
        "/properties/server/properties/drain_timeout/default = \"30s\"",
        "/properties/listeners/minItems = 1",
        "/required = [\"listeners\"]",
        "/properties/listeners/items/properties/merge_slashes/default = true",
        "/properties/routes/items/properties/retry/properties/on/default = "
            + "[\"connect_failure\",\"refused\",\"reset\",\"502\",\"503\",\"504\"]",
        "/properties/routes/items/properties/match/properties/path/oneOf/0/required = [\"exact\"]",
        "/properties/routes/items/properties/filters/items/$ref = \"#/$defs/filter\"",
        "/$defs/filter/properties/name/anyOf/0/enum = [\"request_id\",\"sampler\",\"login\",\"nest\"]",
        "/$defs/discovery/properties/type/anyOf/0/enum = [\"consul\",\"dns\",\"phone_book\"]",
        "/$defs/discovery_consul/required = [\"service\"]",
        "/$defs/discovery_consul/properties/token/writeOnly = true",
        "/$defs/discovery_phone_book/properties/type/const = \"phone_book\"",
        "/properties/upstreams/items/properties/discovery/$ref = \"#/$defs/discovery\"",
        "/properties/upstreams/items/properties/targets/minItems = 1",
        "/properties/upstreams/items/required = [\"id\"]",
        "/properties/upstreams/items/properties/outlier_detection/properties/consecutive_5xx/default = 5",
        "/properties/upstreams/items/properties/health_check/properties/expected_statuses/default = [\"200\"]",
        "/$defs/filter_login/properties/secret/writeOnly = true",
        "/$defs/filter_sampler/properties/default/properties/weight/default = 1",
        "/$defs/filter_sampler/description = \"Has an option of every kind.\"",
      })
  void saysWhatTheRecordsSay(String expectation) {
    int equals = expectation.indexOf(" = ");

    assertThat(TREE.at(expectation.substring(0, equals)).toString())
        .isEqualTo(expectation.substring(equals + 3));
  }

  @Test
  void aListOfOneMayBeWrittenAsItsEntry() {
    var filter = new SampleFilters.Sample<>("lone", "Lone.", BinderTest.Lone.class);
    JsonNode options = ConfigSchema.tree(List.of(filter)).at("/$defs/filter_lone/properties");
    assertThat(options.at("/names/anyOf/1/type").stringValue()).isEqualTo("array");
    assertThat(options.at("/names/anyOf/0")).isEqualTo(options.at("/names/anyOf/1/items"));
    assertThat(options.at("/counts/additionalProperties/anyOf/1/type").stringValue())
        .isEqualTo("array");
  }

  @Test
  void everyOptionHasADescription() {
    assertDescribed(TREE.at("/properties"));
    assertThat(ConfigSchema.text(SampleDocuments.PLUGINS)).startsWith("{\n  \"$schema\"");
  }

  private static void assertDescribed(JsonNode properties) {
    properties
        .properties()
        .forEach(
            entry -> {
              assertThat(entry.getValue().path("description").asString(""))
                  .as(entry.getKey())
                  .isNotEmpty();
              assertDescribed(entry.getValue().path("properties"));
              assertDescribed(entry.getValue().path("items").path("properties"));
            });
  }
}
