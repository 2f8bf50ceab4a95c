package io.lockstep.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.wire.NodeAddress;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pages of a node: `/health/live`, `/health/ready` and `/metrics`. Plain HTTP, for reading
/// only: nothing that is asked here changes anything.
public final class NodeServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeServer.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int BROKEN = 500;
  private static final int UNAVAILABLE = 503;
  private static final int ANY_PORT = 0;

  /// The JDK's server reads its limits from here, once in a process: connections at a time, and
  /// seconds for a request to arrive and an answer to leave.
  private static final Map<String, String> LIMITS =
      Map.of(
          "jdk.httpserver.maxConnections", "64",
          "sun.net.httpserver.maxReqTime", "10",
          "sun.net.httpserver.maxRspTime", "30");

  private final NodeView view;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());

  /// Loaded when somebody asks for the first time: a start does not wait for it.
  private static final class Figures {
    static final ExpositionFormats FORMATS = ExpositionFormats.init();
    static final PrometheusRegistry OF_JVM = new PrometheusRegistry();

    static {
      JvmMetrics.builder().register(OF_JVM);
    }
  }

  /// Where pages are served.
  ///
  /// @param orElsewhere whether any free port will do when this one is taken
  public record Place(NodeAddress address, boolean orElsewhere) {}

  private record Answer(int status, String type, byte[] body) {
    static Answer text(int status, String line) {
      return new Answer(status, TEXT, (line + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private NodeServer(NodeView view, HttpServer server) {
    this.view = view;
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /// Serves from now on.
  ///
  /// @throws LockstepException with exit code 2 if the host is unknown or not of this machine, 6 if
  ///   the port is taken
  public static NodeServer start(Place place, NodeView view) {
    LIMITS.forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
    return new NodeServer(view, bind(place));
  }

  private static HttpServer bind(Place place) {
    String host = place.address().host();
    InetSocketAddress wanted = new InetSocketAddress(host, place.address().port());
    if (wanted.isUnresolved()) {
      throw refused(ExitCode.USAGE, "the host name of --http is unknown: " + host, place);
    }
    try {
      return HttpServer.create(wanted, 0);
    } catch (BindException taken) {
      try {
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(host, ANY_PORT), 0);
        if (place.orElsewhere()) {
          return elsewhere;
        }
        elsewhere.stop(0);
        throw refused(ExitCode.CLUSTER, "the port of --http is taken", place);
      } catch (IOException foreign) {
        throw refused(ExitCode.USAGE, "the host of --http is not of this machine: " + host, place);
      }
    } catch (IOException broken) {
      throw refused(ExitCode.CLUSTER, "pages cannot be served: " + broken.getMessage(), place);
    }
  }

  private static LockstepException refused(ExitCode code, String error, Place place) {
    return Failure.of(code, error)
        .at("--http " + place.address())
        .advising("another HOST:PORT, or --http off")
        .exception();
  }

  /// Where it listens.
  public NodeAddress address() {
    InetSocketAddress bound = server.getAddress();
    return new NodeAddress(bound.getHostString(), bound.getPort());
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      boolean isHead = exchange.getRequestMethod().equals("HEAD");
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(answer.status(), isHead ? -1 : answer.body().length);
      if (!isHead) {
        exchange.getResponseBody().write(answer.body());
      }
    }
  }

  private Answer answer(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Answer.text(METHOD_NOT_ALLOWED, "only GET and HEAD are served");
    }
    try {
      return page(
          exchange.getRequestURI().getPath(), exchange.getRequestHeaders().getFirst("Accept"));
    } catch (IOException | RuntimeException | Error broken) {
      LOG.warn("a page could not be made: {}", exchange.getRequestURI().getPath(), broken);
      return Answer.text(BROKEN, "this page could not be made; the log of the node tells why");
    }
  }

  private Answer page(String path, String accept) throws IOException {
    return switch (path) {
      case "/health/live" -> Answer.text(OK, "live");
      case "/health/ready" -> {
        Optional<String> reason = view.unreadiness();
        yield reason.isEmpty() ? Answer.text(OK, "ready") : Answer.text(UNAVAILABLE, reason.get());
      }
      case "/metrics" -> metrics(accept);
      case "/" -> Answer.text(OK, "/health/live\n/health/ready\n/metrics");
      default ->
          Answer.text(NOT_FOUND, "no such page; there are /health/live, /health/ready, /metrics");
    };
  }

  private Answer metrics(String accept) throws IOException {
    List<MetricSnapshot> all = new ArrayList<>();
    view.metrics().forEach(all::add);
    Figures.OF_JVM.scrape().forEach(all::add);
    ExpositionFormatWriter writer = Figures.FORMATS.findWriter(accept);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    writer.write(body, new MetricSnapshots(all));
    return new Answer(OK, writer.getContentType(), body.toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
