package io.lockstep.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The page on figures, the dashboard and the alerts know what nodes tell, no less and no more.
final class ObservationPageTest {

  private static final Path ROOT = Path.of(System.getProperty("lockstep.root"));
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(lockstep_[a-z_]+)` \\| (\\w+) ");
  private static final Pattern FIGURE = Pattern.compile("\\blockstep_[a-z_]+");

  private static Set<String> told(NodeView... views) {
    Set<String> names = new TreeSet<>();
    for (NodeView view : views) {
      for (MetricSnapshot family : view.metrics()) {
        String name = family.getMetadata().getPrometheusName();
        names.add(family instanceof CounterSnapshot ? name + "_total" : name);
      }
    }
    return names;
  }

  private static String text(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  private static Set<String> figuresIn(String text) {
    Set<String> names = new TreeSet<>();
    Matcher figure = FIGURE.matcher(text);
    while (figure.find()) {
      names.add(figure.group());
    }
    return names;
  }

  private static Set<String> page(String... roles) throws IOException {
    Set<String> names = new TreeSet<>();
    Matcher row = ROW.matcher(text("docs/observation.md"));
    while (row.find()) {
      if (List.of(roles).contains(row.group(2))) {
        names.add(row.group(1));
      }
    }
    return names;
  }

  @Test
  void thePageHasEveryFigureOfEachRole() throws Exception {
    assertThat(page("coordinator", "both")).isEqualTo(told(Looks.leading()));
    assertThat(page("worker", "both")).isEqualTo(told(Looks.joined()));
  }

  @Test
  void whatIsThereOnlyWhileANodeLeadsIsSaidToBe() {
    assertThat(told(Looks.standingBy())).containsExactly("lockstep_leading", "lockstep_node_info");
  }

  @Test
  void theDashboardShowsFiguresThatThereAre() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(text("deploy/observe/grafana-dashboard.json"));
    StringBuilder expressions = new StringBuilder();
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(panel.get("targets")).as(panel.get("title").asText()).isNotEmpty();
      panel
          .get("targets")
          .forEach(target -> expressions.append(target.get("expr").asText()).append('\n'));
    }
    assertThat(told(Looks.leading(), Looks.joined()))
        .containsAll(figuresIn(expressions.toString()));
    assertThat(figuresIn(expressions.toString())).hasSizeGreaterThan(8);
  }

  @Test
  void everyAlertAsksForFiguresThatThereAreAndSaysWhereToLook() throws Exception {
    Object rules =
        new Load(LoadSettings.builder().build()).loadFromString(text("deploy/observe/alerts.yaml"));
    Set<String> told = told(Looks.leading(), Looks.joined());
    List<?> groups = (List<?>) ((Map<?, ?>) rules).get("groups");
    List<?> alerts = (List<?>) ((Map<?, ?>) groups.getFirst()).get("rules");
    assertThat(alerts).hasSizeGreaterThan(4);
    for (Object each : alerts) {
      Map<?, ?> alert = (Map<?, ?>) each;
      Map<?, ?> annotations = (Map<?, ?>) alert.get("annotations");
      assertThat(figuresIn((String) alert.get("expr"))).isNotEmpty().isSubsetOf(told);
      assertThat(annotations.get("summary")).as("%s", alert).isInstanceOf(String.class);
      assertThat(annotations.get("look")).as("%s", alert).isInstanceOf(String.class);
    }
  }
}
