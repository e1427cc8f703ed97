package io.sluice.loadbalancer.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParseException;
import io.sluice.loadbalancer.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthReaderTest {
  private static final ServiceQuery ANY = new ServiceQuery("s").passingOnly(false);
  private static final String GOOD =
      "{'Node':{'Address':'10.1.0.1'},'Service':{'ID':'good','Address':'10.0.0.1','Port':80}}";

  private static HealthList read(String... entries) {
    return HealthReader.read("[" + String.join(",", entries).replace('\'', '"') + "]", ANY);
  }

  private static List<String> addresses(HealthList list) {
    return list.targets().stream().map(target -> target.address().toString()).toList();
  }

  @Test
  void readsAnEmptyList() {
    assertThat(read().targets()).isEmpty();
  }

  @Test
  void readsAllThatATargetHas() {
    HealthList list =
        read(
            "{'Node':{'Address':'10.1.0.1','Meta':{'zone':'node-zone'}},"
                + "'Service':{'ID':'a','Address':'10.0.0.1','Port':80,"
                + "'Weights':{'Passing':5,'Warning':2},'Meta':{'zone':'z','version':'2'}},"
                + "'Checks':[{'Status':'passing'}]}");
    Target target = list.targets().get(0);
    assertThat(target.address()).hasToString("10.0.0.1:80");
    assertThat(target.weight()).isEqualTo(5);
    assertThat(target.zone()).isEqualTo("z");
    assertThat(target.labels()).containsOnlyKeys("zone", "version").containsEntry("version", "2");
  }

  @Test
  void takesTheNodesAddressAndZoneWhereTheServiceHasNone() {
    HealthList list =
        read(
            "{'Node':{'Address':'fd00::1','Meta':{'zone':'n'}},"
                + "'Service':{'ID':'a','Address':'','Port':80,'Meta':null}}");
    assertThat(addresses(list)).containsExactly("[fd00::1]:80");
    assertThat(list.targets().get(0).zone()).isEqualTo("n");
  }

  @ParameterizedTest
  @CsvSource({
    "passing, passing, 7", "passing, warning, 3", "warning, warning, 3",
    "passing, critical, -1", "critical, warning, -1", "passing, maintenance, -1",
    "passing, '', -1"
  })
  void weighsByTheWorstCheck(String node, String service, int weight) {
    HealthList list =
        read(
            "{'Service':{'ID':'a','Address':'h','Port':1,'Weights':{'Passing':7,'Warning':3}},"
                + "'Checks':[{'Status':'%s'},{'Status':'%s'}]}".formatted(node, service));
    if (weight < 0) {
      assertThat(list.targets()).isEmpty();
    } else {
      assertThat(list.targets().get(0).weight()).isEqualTo(weight);
    }
    assertThat(list.problems()).isEmpty();
  }

  @Test
  void leavesWarningsOutOfPassingOnly() {
    String warning =
        "[{\"Service\":{\"ID\":\"a\",\"Address\":\"h\",\"Port\":1},"
            + "\"Checks\":[{\"Status\":\"warning\"}]}]";
    assertThat(HealthReader.read(warning, new ServiceQuery("s")).targets()).isEmpty();
    assertThat(HealthReader.read(warning, ANY).targets()).hasSize(1);
  }

  @Test
  void ignoresWeightsWhereTheyAreNotWanted() {
    ServiceQuery plain = new ServiceQuery("s", List.of(), true, false, "", "");
    String heavy =
        "[{\"Service\":{\"ID\":\"a\",\"Address\":\"h\",\"Port\":1,\"Weights\":{\"Passing\":9}}}]";
    assertThat(HealthReader.read(heavy, plain).targets().get(0).weight()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'Service':{'ID':'x','Address':'h'}}" + "| instance 'x': Port (expected: a number)",
        "{'Service':{'ID':'x','Address':'h','Port':0}}"
            + "| instance 'x': port: 0 (expected: 1 to 65535)",
        "{'Service':{'ID':'x','Address':'h','Port':65536}}"
            + "| instance 'x': port: 65536 (expected: 1 to 65535)",
        "{'Service':{'ID':'x','Address':'h','Port':1.5}}"
            + "| instance 'x': Port: 1.5 (expected: a whole number)",
        "{'Service':{'ID':'x','Address':'h','Port':1e99}}"
            + "| instance 'x': Port: 1e99 (expected: a whole number)",
        "{'Service':{'ID':'x','Port':80}}"
            + "| instance 'x': Address: '' (expected: an IP address or a name)",
        "{'Service':{'ID':'x','Address':'a b','Port':80}}"
            + "| instance 'x': Address: 'a b' (expected: an IP address or a name)",
        "{'Service':{'ID':'x','Address':'http://h','Port':80}}"
            + "| instance 'x': Address: 'http://h' (expected: an IP address or a name)",
        "{'Service':{'ID':'x','Address':'0.0.0.0','Port':80}}"
            + "| instance 'x': Address: '0.0.0.0' (expected: an IP address or a name)",
        "{'Service':{'ID':'x','Address':7,'Port':80}}" + "| instance 'x': Address (expected: text)",
        "{'Service':{'ID':'x','Address':'h','Port':1,'Weights':{'Passing':70000}}}"
            + "| instance 'x': h:1: weight 70000 (expected: 0 to 65535)",
        "{'Service':{'ID':'x','Address':'h','Port':1,'Weights':{'Passing':-1}}}"
            + "| instance 'x': h:1: weight -1 (expected: 0 to 65535)",
        "{'Service':{'ID':'x','Address':'h','Port':1,'Weights':{'Passing':'a'}}}"
            + "| instance 'x': Weights.Passing (expected: a number)",
        "{'Service':{'ID':'x','Address':'h','Port':1},'Checks':{}}"
            + "| instance 'x': Checks (expected: a list)",
        "{'Node':{}}| an instance without id: Service (expected: an object)",
        "7| an instance without id: entry (expected: an object)",
        "null| an instance without id: entry (expected: an object)",
      })
  void skipsAnEntryThatMakesNoSenseAndKeepsTheOthers(String entry, String problem) {
    HealthList list = read(entry, GOOD);
    assertThat(list.problems()).containsExactly(problem.strip());
    assertThat(addresses(list)).containsExactly("10.0.0.1:80");
  }

  @Test
  void saysWhatForeignTextMadeNoSenseInOneShortLine() {
    String forged = "x\\n2026-01-01 INFO all is well " + "y".repeat(100_000);
    HealthList list =
        read(
            "{'Service':{'ID':'%s','Address':'h'}}".formatted(forged),
            "{'Service':{'ID':'a','Address':'%s','Port':1}}".formatted(forged),
            "{'Service':{'ID':'b','Address':'h','Port':1,'Meta':{'sluice_priority':'%s'}}}"
                .formatted(forged),
            "{'Service':{'ID':'c','Address':'%s','Port':0}}".formatted("h".repeat(100_000)));
    assertThat(list.problems())
        .hasSize(4)
        .allSatisfy(problem -> assertThat(problem).hasSizeLessThan(400).doesNotContain("\n"))
        .anySatisfy(problem -> assertThat(problem).endsWith("Port (expected: a number)"))
        .anySatisfy(problem -> assertThat(problem).endsWith("(expected: an IP address or a name)"));
  }

  @Test
  void keepsOneOfThoseWithTheSameAddress() {
    String twin = GOOD.replace("good", "another").replace("80}", "80,'Weights':{'Passing':9}}");
    HealthList list = read(GOOD, twin);
    assertThat(addresses(list)).containsExactly("10.0.0.1:80");
    assertThat(list.targets().get(0).weight()).as("the first by id").isEqualTo(9);
    assertThat(list.duplicates()).isEqualTo(1);
    assertThat(read(twin, GOOD).targets()).isEqualTo(list.targets());
  }

  @Test
  void ordersTheSameInstancesTheSameWay() {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      entries.add(
          "{'Service':{'ID':'i%d','Address':'h%d','Port':%d}}".formatted(i, i % 7, 1000 + i));
    }
    List<Target> first = read(entries.toArray(new String[0])).targets();
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(entries, new Random(seed));
      assertThat(read(entries.toArray(new String[0])).targets()).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "null", "<html>", "[", "[{]", "\"[]\""})
  void refusesWhatIsNoList(String body) {
    assertThatThrownBy(() -> HealthReader.read(body, ANY)).isInstanceOf(JsonParseException.class);
  }
}
