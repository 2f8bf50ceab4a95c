package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.lockstep.launch.NodeOptions;
import io.lockstep.observe.NodeServer;
import io.lockstep.observe.NodeView;
import io.lockstep.wire.NodeAddress;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The manifests are what Kubernetes reads, to the last key, and say what the program knows.
final class KubernetesManifestsTest {

  private static final String FOLDER = "deploy/kubernetes/";
  private static final String COMPONENT = "app.kubernetes.io/component";
  private static final int OF_OTHERS = 07;
  private static final int OK = 200;

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1/Namespace", Namespace.class,
          "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
          "v1/Service", Service.class,
          "apps/v1/StatefulSet", StatefulSet.class,
          "apps/v1/Deployment", Deployment.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
          "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

  private static final ObjectMapper STRICT =
      new ObjectMapper().setAnnotationIntrospector(new NothingUnknown());

  private final Map<?, ?> kustomization = (Map<?, ?>) parsed("kustomization.yaml").getFirst();
  private final List<HasMetadata> all = all();

  /// The classes keep what they do not know for later; here it is an error.
  private static final class NothingUnknown extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated member) {
      return false;
    }
  }

  private static List<Object> parsed(String file) {
    List<Object> documents = new ArrayList<>();
    new Load(LoadSettings.builder().build())
        .loadAllFromString(NodeEnvironment.file(FOLDER + file))
        .forEach(documents::add);
    return documents;
  }

  private static HasMetadata typed(Object document) {
    Map<?, ?> keys = (Map<?, ?>) document;
    Class<? extends HasMetadata> kind = KINDS.get(keys.get("apiVersion") + "/" + keys.get("kind"));
    assertThat(kind).as("%s", keys.get("kind")).isNotNull();
    return STRICT.convertValue(document, kind);
  }

  private List<HasMetadata> all() {
    List<HasMetadata> found = new ArrayList<>();
    for (Object file : (List<?>) kustomization.get("resources")) {
      parsed((String) file).forEach(document -> found.add(typed(document)));
    }
    return found;
  }

  private <T extends HasMetadata> T only(Class<T> kind, String name) {
    return all.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .filter(each -> each.getMetadata().getName().equals(name))
        .reduce((_, _) -> {
          throw new AssertionError("two of " + name);
        })
        .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
  }

  private StatefulSet coordinators() {
    return only(StatefulSet.class, "lockstep-coordinator");
  }

  private PodTemplateSpec template(String role) {
    return role.equals("coordinator")
        ? coordinators().getSpec().getTemplate()
        : only(Deployment.class, "lockstep-worker").getSpec().getTemplate();
  }

  private PodSpec pod(String role) {
    return template(role).getSpec();
  }

  private Container container(String role) {
    assertThat(pod(role).getContainers()).hasSize(1);
    return pod(role).getContainers().getFirst();
  }

  /// Its variables as a pod of that name has them.
  private Map<String, String> variables(String role, String podName) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (EnvVar each : container(role).getEnv()) {
      String value = each.getValue();
      if (value == null) {
        assertThat(each.getValueFrom().getFieldRef().getFieldPath()).isEqualTo("metadata.name");
        value = podName;
      }
      for (Map.Entry<String, String> before : variables.entrySet()) {
        value = value.replace("$(%s)".formatted(before.getKey()), before.getValue());
      }
      variables.put(each.getName(), value);
    }
    return variables;
  }

  private NodeEnvironment node(String role) {
    String podName = role.equals("coordinator") ? "lockstep-coordinator-0" : "lockstep-worker-x1";
    return NodeEnvironment.of(role, variables(role, podName));
  }

  private Map<String, Integer> ports(String role) {
    return container(role).getPorts().stream()
        .collect(Collectors.toMap(port -> port.getName(), port -> port.getContainerPort()));
  }

  @Test
  void aKeyThatKubernetesDoesNotKnowIsFound() {
    Map<String, Object> misspelt =
        Map.of("apiVersion", "apps/v1", "kind", "StatefulSet", "spec", Map.of("replica", 3));

    assertThatThrownBy(() -> typed(misspelt)).hasMessageContaining("replica");
  }

  @Test
  void everyManifestOfTheFolderIsApplied() {
    String[] files = NodeEnvironment.ROOT.resolve(FOLDER).toFile().list();

    assertThat(new TreeSet<Object>((List<?>) kustomization.get("resources")))
        .isEqualTo(
            List.of(files).stream()
                .filter(file -> file.endsWith(".yaml") && !file.equals("kustomization.yaml"))
                .collect(Collectors.toCollection(TreeSet::new)));
    assertThat(kustomization.get("namespace"))
        .isEqualTo(only(Namespace.class, "lockstep").getMetadata().getName());
    assertThat(kustomization.get("images"))
        .isEqualTo(List.of(Map.of("name", "lockstep", "newTag", NodeEnvironment.version())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void aPodStartsItsNodeWithVariablesThatTheNodeReads(String role) {
    Container container = container(role);

    assertThat(container.getImage()).isEqualTo("lockstep");
    assertThat(container.getCommand()).as("that of the image").isEmpty();
    assertThat(container.getArgs()).containsExactly(role);
    assertThat(node(role).flags()).containsKeys("LOCKSTEP_COORDINATORS", "LOCKSTEP_HTTP");
    assertThat(pod(role).getEnableServiceLinks())
        .as("a service would set LOCKSTEP_PORT and its like")
        .isFalse();
  }

  @Test
  void everyPodOfTheCoordinatorsIsOneOfTheListThatAllAreGiven() {
    NodeEnvironment worker = node("worker");
    int replicas = coordinators().getSpec().getReplicas();
    List<String> hosts =
        IntStream.range(0, replicas)
            .mapToObj(place -> variables("coordinator", "lockstep-coordinator-" + place))
            .map(variables -> NodeEnvironment.of("coordinator", variables).text("LOCKSTEP_HOST"))
            .toList();
    List<?> listed = (List<?>) worker.flags().get("LOCKSTEP_COORDINATORS");

    assertThat(node("coordinator").flags().get("LOCKSTEP_COORDINATORS")).isEqualTo(listed);
    int port = node("coordinator").number("LOCKSTEP_GRPC_PORT");
    assertThat(NodeOptions.addresses(listed.stream().map(String::valueOf).toList()))
        .isEqualTo(hosts.stream().map(host -> new NodeAddress(host, port)).toList());
    String service = coordinators().getSpec().getServiceName();
    assertThat(hosts).allMatch(host -> host.endsWith("." + service));
    assertThat(only(Service.class, service).getSpec().getClusterIP()).isEqualTo("None");
    assertThat(only(Service.class, service).getSpec().getPublishNotReadyAddresses()).isTrue();
  }

  @Test
  void portsAreThoseOnWhichNodesListen() {
    NodeEnvironment coordinator = node("coordinator");
    int http = NodeAddress.parse(coordinator.text("LOCKSTEP_HTTP")).port();

    assertThat(ports("coordinator"))
        .isEqualTo(
            Map.of(
                "membership", coordinator.number("LOCKSTEP_PORT"),
                "grpc", coordinator.number("LOCKSTEP_GRPC_PORT"),
                "http", http));
    assertThat(ports("worker")).isEqualTo(Map.of("http", http));
    assertThat(NodeAddress.parse(node("worker").text("LOCKSTEP_HTTP")).port()).isEqualTo(http);
    assertThat(
            only(Service.class, "lockstep-coordinator").getSpec().getPorts().stream()
                .collect(Collectors.toMap(port -> port.getName(), port -> port.getPort())))
        .isEqualTo(ports("coordinator"));
  }

  private static List<Integer> ports(List<NetworkPolicyPort> ports) {
    return ports.stream().map(port -> port.getPort().getIntVal()).toList();
  }

  @Test
  void policiesLetThroughWhatNodesDialAndNoMore() {
    Map<String, Integer> ports = ports("coordinator");
    int membership = ports.get("membership");
    int grpc = ports.get("grpc");
    NetworkPolicy ofCoordinators = only(NetworkPolicy.class, "lockstep-coordinator");
    NetworkPolicy ofWorkers = only(NetworkPolicy.class, "lockstep-worker");

    Map<String, List<Integer>> in = new LinkedHashMap<>();
    ofCoordinators
        .getSpec()
        .getIngress()
        .forEach(rule ->
            in.put(
                Optional.ofNullable(rule.getFrom().getFirst().getPodSelector())
                    .map(selector -> selector.getMatchLabels().get(COMPONENT))
                    .orElse("monitoring"),
                ports(rule.getPorts())));
    assertThat(in)
        .isEqualTo(
            Map.of(
                "coordinator", List.of(membership, grpc),
                "worker", List.of(grpc),
                "monitoring", List.of(ports.get("http"))));
    assertThat(ofWorkers.getSpec().getIngress())
        .allMatch(rule -> ports(rule.getPorts()).equals(List.of(ports.get("http"))));
    assertThat(ports(ofCoordinators.getSpec().getEgress().getFirst().getPorts()))
        .containsExactly(membership, grpc);
    assertThat(ports(ofWorkers.getSpec().getEgress().getFirst().getPorts())).containsExactly(grpc);
    assertThat(List.of(ofCoordinators, ofWorkers))
        .allMatch(policy -> policy.getSpec().getPolicyTypes().equals(List.of("Ingress", "Egress")));
  }

  private record Ready(Optional<String> unreadiness) implements NodeView {
    @Override
    public MetricSnapshots metrics() {
      return new MetricSnapshots();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void probesAskForPagesThatANodeServes(String role) throws Exception {
    Container container = container(role);
    Probe live = container.getLivenessProbe();
    List<Probe> probes = List.of(live, container.getReadinessProbe(), container.getStartupProbe());

    NodeServer.Place place = new NodeServer.Place(HttpOption.USUAL, true);
    try (NodeServer server = NodeServer.start(place, new Ready(Optional.of("not yet")));
        HttpClient client = HttpClient.newHttpClient()) {
      for (Probe probe : probes) {
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("http");
        URI page =
            URI.create("http://%s%s".formatted(server.address(), probe.getHttpGet().getPath()));
        int status =
            client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).statusCode();
        boolean asksWhetherReady = probe.equals(container.getReadinessProbe());
        assertThat(status == OK).as("%s: %d", page, status).isEqualTo(!asksWhetherReady);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void aPodHasTheTimeToWriteACheckpoint(String role) {
    assertThat(pod(role).getTerminationGracePeriodSeconds())
        .isGreaterThan(Interruption.END_SECONDS_MAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void aPodMayDoNothingButWriteWhereItHasTo(String role) {
    PodSpec pod = pod(role);
    SecurityContext rights = container(role).getSecurityContext();

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(
            pod.getSecurityContext().getRunAsUser() + ":" + pod.getSecurityContext().getFsGroup())
        .as("user of the image")
        .isEqualTo(ContainerFilesTest.userOfImage());
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(rights.getReadOnlyRootFilesystem()).isTrue();
    assertThat(rights.getAllowPrivilegeEscalation()).isFalse();
    assertThat(rights.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(
            container(role).getVolumeMounts().stream()
                .filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .map(VolumeMount::getMountPath))
        .containsExactlyInAnyOrder("/tmp", "/var/lib/lockstep");
    if (role.equals("coordinator")) {
      assertThat(node(role).text("LOCKSTEP_RUNS")).startsWith("/var/lib/lockstep/");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void certificatesAndTokenComeFromASecretThatOthersCannotRead(String role) {
    VolumeMount mount =
        container(role).getVolumeMounts().stream()
            .filter(each -> each.getMountPath().equals(node(role).text("LOCKSTEP_CERTIFICATES")))
            .findFirst()
            .orElseThrow();
    Volume volume =
        pod(role).getVolumes().stream()
            .filter(each -> each.getName().equals(mount.getName()))
            .findFirst()
            .orElseThrow();

    assertThat(volume.getSecret().getSecretName()).isEqualTo("lockstep-" + role + "-certificates");
    assertThat(volume.getSecret().getDefaultMode() & OF_OTHERS).isZero();
    assertThat(NodeEnvironment.file("docs/deploying.md"))
        .contains("secret generic " + volume.getSecret().getSecretName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void coresAndMemoryAreLimitedAndEvictionsCounted(String role) {
    Map<String, String> labels = template(role).getMetadata().getLabels();

    assertThat(container(role).getResources().getLimits()).containsOnlyKeys("cpu", "memory");
    assertThat(container(role).getResources().getRequests())
        .isEqualTo(container(role).getResources().getLimits());
    assertThat(labels).containsEntry(COMPONENT, role);
    PodDisruptionBudget budget = only(PodDisruptionBudget.class, "lockstep-" + role);
    assertThat(budget.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
    assertThat(only(NetworkPolicy.class, "lockstep-" + role).getSpec().getPodSelector())
        .isEqualTo(budget.getSpec().getSelector());
  }
}
