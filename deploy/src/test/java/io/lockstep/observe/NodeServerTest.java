package io.lockstep.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.wire.NodeAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is asked of a node, over a real connection.
@Timeout(60)
final class NodeServerTest {

  private static final String HOST = "127.0.0.1";
  private static final int ANY = 25_720;

  private static HttpResponse<String> ask(NodeView view, String method, String path, String accept)
      throws Exception {
    NodeServer.Place place = new NodeServer.Place(new NodeAddress(HOST, ANY), true);
    try (NodeServer server = NodeServer.start(place, view);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .header("Accept", accept)
              .build();
      return client.send(request, BodyHandlers.ofString());
    }
  }

  private static HttpResponse<String> get(NodeView view, String path) throws Exception {
    return ask(view, "GET", path, "*/*");
  }

  @Test
  void readyIsWhoCanDoItsPart() throws Exception {
    for (NodeView ready : new NodeView[] {Looks.leading(), Looks.standingBy(), Looks.joined()}) {
      HttpResponse<String> answer = get(ready, "/health/ready");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("ready\n");
    }
  }

  @Test
  void whoCannotSaysWhy() throws Exception {
    HttpResponse<String> looking = get(Looks.looking(), "/health/ready");
    assertThat(looking.statusCode()).isEqualTo(503);
    assertThat(looking.body()).isEqualTo("this coordinator neither leads nor stands by yet\n");
    assertThat(get(Looks.alone(), "/health/ready").body())
        .isEqualTo("this worker looks for a coordinator: nobody leads yet\n");
    assertThat(get(Looks.reading(), "/health/ready").statusCode()).isEqualTo(503);
    assertThat(get(Looks.idle(), "/health/ready").statusCode()).isEqualTo(200);
    assertThat(get(Looks.alone(), "/health/live").statusCode()).as("it lives").isEqualTo(200);
  }

  @Test
  void figuresComeInTheFormatThatIsAskedFor() throws Exception {
    HttpResponse<String> text = get(Looks.leading(), "/metrics");
    assertThat(text.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    assertThat(text.body())
        .contains("\nlockstep_examples_total 640.0\n")
        .contains("\nlockstep_queue_runs{state=\"queued\"} 1.0\n")
        .contains("\nlockstep_queue_runs{state=\"failed\"} 0.0\n")
        .contains("\nlockstep_generation 2.0\n")
        .contains("\nlockstep_worker_examples_per_second{host=\"host-b\",worker=\"w1\"} 700.0\n")
        .contains("\nlockstep_worker_lag_steps{host=\"host-b\",worker=\"w1\"} 7.0\n")
        .contains("\nlockstep_coordinator_phase_seconds_total{phase=\"optimizer\"} 2.0\n")
        .contains("\njvm_memory_used_bytes{area=\"heap\"} ");
    HttpResponse<String> open =
        ask(Looks.joined(), "GET", "/metrics", "application/openmetrics-text; version=1.0.0");
    assertThat(open.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
    assertThat(open.body()).contains("\nlockstep_busy_seconds_total 2.5\n").endsWith("# EOF\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, 200",
    "HEAD, /metrics, 200",
    "GET, /metrics?name[]=x, 200",
    "GET, /health, 404",
    "GET, /metrics/../etc, 404",
    "POST, /metrics, 405",
    "DELETE, /, 405"
  })
  void onlyThesePagesAreServedAndOnlyForReading(String method, String path, int status)
      throws Exception {
    String written = path.replace("[", "%5B").replace("]", "%5D");
    assertThat(ask(Looks.leading(), method, written, "*/*").statusCode()).isEqualTo(status);
  }

  @Test
  void aViewThatBreaksBreaksItsPageOnly() throws Exception {
    NodeView broken =
        new WorkerView(
            new NodeName("lab", "w0", "worker"),
            () -> {
              throw new IllegalStateException("secret words");
            });
    HttpResponse<String> answer = get(broken, "/metrics");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("secret");
    assertThat(get(broken, "/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void aPortThatIsTakenIsRefusedUnlessAnyWillDo() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      NodeAddress taken = new NodeAddress(HOST, other.getLocalPort());
      LockstepException refused =
          catchThrowableOfType(
              LockstepException.class,
              () -> NodeServer.start(new NodeServer.Place(taken, false), Looks.joined()));
      assertThat(refused.failure().code()).isEqualTo(ExitCode.CLUSTER);
      assertThat(refused.failure().block())
          .isEqualTo(
              """
              error: the port of --http is taken
                cause: --http %s
                kept:  nothing was changed
                try:   another HOST:PORT, or --http off\
              """
                  .formatted(taken));
      try (NodeServer elsewhere =
          NodeServer.start(new NodeServer.Place(taken, true), Looks.joined())) {
        assertThat(elsewhere.address().port()).isNotEqualTo(taken.port());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, the host of --http is not of this machine: 192.0.2.7",
    "no-such-host.invalid, the host name of --http is unknown: no-such-host.invalid"
  })
  void aHostThatIsNotOursIsRefused(String host, String error) {
    NodeServer.Place place = new NodeServer.Place(new NodeAddress(host, ANY), false);
    LockstepException refused =
        catchThrowableOfType(
            LockstepException.class, () -> NodeServer.start(place, Looks.joined()));
    assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.failure().error()).isEqualTo(error);
  }

  @Test
  void whatIsShownIsReadAnewForEachRequest() throws Exception {
    int[] reads = {0};
    NodeView counted =
        new WorkerView(
            new NodeName("lab", "w0", "worker"),
            () -> {
              reads[0]++;
              return Optional.empty();
            });
    get(counted, "/health/live");
    assertThat(reads[0]).isZero();
    get(counted, "/metrics");
    assertThat(reads[0]).isEqualTo(1);
  }
}
