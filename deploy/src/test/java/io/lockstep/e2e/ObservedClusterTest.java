package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What real nodes tell over HTTP while they train.
@Timeout(300)
final class ObservedClusterTest {

  private static final Pattern ADDRESS =
      Pattern.compile("health and metrics at (http://127\\.0\\.0\\.1:[0-9]+)");

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> get(LockstepProcess node, String page) throws Exception {
    Matcher address = ADDRESS.matcher(node.text());
    assertThat(address.find()).as(node.text()).isTrue();
    return client.send(
        HttpRequest.newBuilder(URI.create(address.group(1) + page)).build(),
        BodyHandlers.ofString());
  }

  private static double figure(String metrics, String name) {
    Matcher figure = Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(metrics);
    assertThat(figure.find()).as("%s in %s", name, metrics).isTrue();
    return Double.parseDouble(figure.group(1));
  }

  @Test
  void nodesTellOfTheRunThatTheyComputeAndThatTheyWaitForOne() throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(folder, 1)) {
      cluster.start("w0");
      LockstepProcess coordinator = cluster.node("c0");
      LockstepProcess worker = cluster.node("w0");

      assertThat(get(coordinator, "/health/ready").statusCode()).isEqualTo(200);
      assertThat(get(worker, "/health/ready").statusCode()).isEqualTo(200);
      String first = get(coordinator, "/metrics").body();
      assertThat(figure(first, "lockstep_leading")).isEqualTo(1);
      assertThat(figure(first, "lockstep_term")).isEqualTo(1);
      assertThat(figure(first, "lockstep_workers")).isEqualTo(1);
      double steps = figure(first, "lockstep_steps_total");
      assertThat(steps).isPositive();
      assertThat(figure(first, "lockstep_run_step")).isGreaterThanOrEqualTo(steps);
      assertThat(figure(first, "lockstep_examples_total")).isGreaterThan(20 * steps);
      cluster.awaitSteps();
      assertThat(figure(get(coordinator, "/metrics").body(), "lockstep_steps_total"))
          .isGreaterThan(steps);
      String ofWorker = get(worker, "/metrics").body();
      assertThat(figure(ofWorker, "lockstep_joined")).isEqualTo(1);
      assertThat(figure(ofWorker, "lockstep_blocks_total")).isGreaterThanOrEqualTo(steps);
      assertThat(figure(ofWorker, "lockstep_busy_seconds_total")).isPositive();

      cluster.gone("c0").kill();
      HttpResponse<String> alone = get(worker, "/health/ready");
      while (alone.statusCode() == 200) {
        alone = get(worker, "/health/ready");
      }
      assertThat(alone.statusCode()).isEqualTo(503);
      assertThat(alone.body()).startsWith("this worker looks for a coordinator: ");
      assertThat(get(worker, "/health/live").statusCode()).isEqualTo(200);
    }
  }
}
