package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.wire.NodeAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Both ways to the image make the same one, and what starts it says what the program knows.
final class ContainerFilesTest {

  private static final String FOLDER = "deploy/container/";
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  private final String jib = NodeEnvironment.file(FOLDER + "pom.xml");
  private final String docker = NodeEnvironment.file(FOLDER + "Dockerfile");
  private final Map<?, ?> services = (Map<?, ?>) compose().get("services");

  /// Of whom the processes of a container are, as `user:group`.
  static String userOfImage() {
    return content(NodeEnvironment.file(FOLDER + "pom.xml"), "user");
  }

  private static Map<?, ?> compose() {
    Load yaml = new Load(LoadSettings.builder().build());
    return (Map<?, ?>) yaml.loadFromString(NodeEnvironment.file(FOLDER + "compose.yaml"));
  }

  /// What stands in an element that has no others.
  private static String content(String xml, String element) {
    return section(xml, element).strip();
  }

  private static String section(String xml, String element) {
    Matcher found = Pattern.compile("(?s)<%s>(.*?)</%s>".formatted(element, element)).matcher(xml);
    assertThat(found.find()).as(element).isTrue();
    return found.group(1);
  }

  private static List<String> contents(String xml, String element) {
    return Pattern.compile("<%s>([^<]*)</%s>".formatted(element, element))
        .matcher(xml)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static Map<String, String> variables(String environment) {
    Map<String, String> variables = new TreeMap<>();
    Pattern.compile("<([A-Z_]+)>([^<]*)</\\1>")
        .matcher(environment)
        .results()
        .forEach(found -> variables.put(found.group(1), found.group(2)));
    return variables;
  }

  /// What follows an instruction, once for each time that it stands there.
  private List<String> instructions(String word) {
    return docker
        .lines()
        .filter(line -> line.startsWith(word + " "))
        .map(line -> line.substring(word.length() + 1))
        .toList();
  }

  private List<String> list(String word) {
    return QUOTED
        .matcher(instructions(word).getFirst())
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void theDockerfileMakesTheImageThatJibMakes() {
    Map<String, String> variables = new TreeMap<>();
    for (String each : instructions("ENV")) {
      variables.put(each.split("=", 2)[0], each.split("=", 2)[1]);
    }

    assertThat(instructions("FROM")).containsExactly(content(section(jib, "from"), "image"));
    assertThat(instructions("COPY").stream().map(each -> each.replace("/ /", "")))
        .isEqualTo(
            contents(section(jib, "paths"), "from").stream()
                .map(from -> from.replace("${lockstep.image.tree}/", ""))
                .toList());
    assertThat(variables).isNotEmpty().isEqualTo(variables(section(jib, "environment")));
    assertThat(List.of(instructions("EXPOSE").getFirst().split(" ")))
        .isEqualTo(contents(section(jib, "ports"), "port"));
    assertThat(instructions("USER")).containsExactly(userOfImage());
    assertThat(instructions("WORKDIR")).containsExactly(content(jib, "workingDirectory"));
    assertThat(list("ENTRYPOINT")).isEqualTo(contents(section(jib, "entrypoint"), "arg"));
    assertThat(list("CMD")).isEqualTo(contents(section(jib, "args"), "arg"));
  }

  @Test
  void theImageRunsTheCommandAsSomebodyWithoutRights() {
    List<String> words = contents(section(jib, "entrypoint"), "arg");

    assertThat(words.getLast()).isEqualTo(Lockstep.class.getName());
    assertThat(userOfImage()).matches("[1-9]\\d{4,}:[1-9]\\d{4,}");
    assertThat(NodeEnvironment.file("deploy/bin/image"))
        .contains("lockstep:x:" + userOfImage() + ":");
    NodeEnvironment node =
        NodeEnvironment.of("coordinator", variables(section(jib, "environment")));
    assertThat(node.text("LOCKSTEP_RUNS")).startsWith(content(jib, "workingDirectory") + "/");
    assertThat(contents(section(jib, "ports"), "port"))
        .containsExactly(
            node.text("LOCKSTEP_PORT"),
            node.text("LOCKSTEP_GRPC_PORT"),
            Integer.toString(HttpOption.USUAL.port()));
  }

  /// With what it has in common with the others: YAML 1.2 knows no merging.
  private Map<?, ?> service(String role) {
    Map<Object, Object> service = new HashMap<>((Map<?, ?>) services.get(role));
    Map<Object, Object> merged = new HashMap<>();
    if (service.remove("<<") instanceof Map<?, ?> common) {
      merged.putAll(common);
    }
    merged.putAll(service);
    return merged;
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void aServiceStartsItsNodeWithVariablesThatTheNodeReads(String role) {
    Map<String, String> variables = new TreeMap<>();
    ((Map<?, ?>) service(role).get("environment"))
        .forEach((name, value) -> variables.put(name.toString(), value.toString()));
    NodeEnvironment node = NodeEnvironment.of(role, variables);

    assertThat(service(role).get("command")).isEqualTo(List.of(role));
    assertThat(NodeAddress.parse(node.text("LOCKSTEP_HTTP")).port())
        .isEqualTo(HttpOption.USUAL.port());
    assertThat(mounts(role)).contains(node.text("LOCKSTEP_CERTIFICATES") + ":ro");
    NodeEnvironment coordinator = NodeEnvironment.of("coordinator", Map.of());
    if (role.equals("worker")) {
      assertThat(node.flags().get("LOCKSTEP_COORDINATORS"))
          .isEqualTo(List.of("coordinator:" + coordinator.text("LOCKSTEP_GRPC_PORT")));
    }
  }

  private List<String> mounts(String role) {
    List<String> mounts = new ArrayList<>();
    for (Object volume : (List<?>) service(role).get("volumes")) {
      mounts.add(volume.toString().split(":", 2)[1]);
    }
    return mounts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void aContainerMayDoNothingButWriteWhereItHasToAndHasTheTimeForACheckpoint(String role) {
    Map<?, ?> service = service(role);

    assertThat(service.get("image")).isEqualTo("lockstep:" + NodeEnvironment.version());
    assertThat(service.get("read_only")).isEqualTo(true);
    assertThat(service.get("tmpfs")).isEqualTo(List.of("/tmp"));
    assertThat(service.get("cap_drop")).isEqualTo(List.of("ALL"));
    assertThat(service.get("security_opt")).isEqualTo(List.of("no-new-privileges:true"));
    String grace = service.get("stop_grace_period").toString();
    assertThat(grace).matches("\\d+s");
    assertThat(Long.parseLong(grace.replace("s", ""))).isGreaterThan(Interruption.END_SECONDS_MAX);
    assertThat(mounts(role).stream().filter(mount -> !mount.endsWith(":ro")))
        .isEqualTo(role.equals("coordinator") ? List.of("/var/lib/lockstep") : List.of());
  }
}
