package io.lockstep.fuzz;

import static io.lockstep.fuzz.Target.texts;

import io.lockstep.failure.ExitCode;
import io.lockstep.observe.NodeServer;
import io.lockstep.observe.NodeView;
import io.lockstep.trust.CertificateHost;
import io.lockstep.trust.CertificateSet;
import io.lockstep.trust.CredentialFiles;
import io.lockstep.trust.Credentials;
import io.lockstep.trust.Role;
import io.lockstep.trust.Validity;
import io.lockstep.wire.NodeAddress;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a host shows of itself, and what is asked of a node over HTTP.
final class EdgeTargets {

  private static final int INPUTS = 100;
  private static final int ANSWER_MILLIS_MAX = 10_000;
  private static final List<String> FILES = List.of("tls.crt", "tls.key", "ca.crt", "token");

  private EdgeTargets() {}

  static List<Target> in(Path folder) throws IOException {
    return List.of(credentials(folder), http());
  }

  /// The first byte says which file is damaged.
  private static Target credentials(Path folder) throws IOException {
    CertificateSet.make(
        folder.resolve("set"),
        List.of(CertificateHost.of("node7", Role.COORDINATOR)),
        Validity.ofDays(7));
    Path host = folder.resolve("set/node7");
    List<byte[]> whole = new ArrayList<>();
    List<byte[]> examples = new ArrayList<>();
    for (String file : FILES) {
      byte[] bytes = Files.readAllBytes(host.resolve(file));
      byte[] example = new byte[bytes.length + 1];
      example[0] = (byte) whole.size();
      System.arraycopy(bytes, 0, example, 1, bytes.length);
      whole.add(bytes);
      examples.add(example);
    }
    return Target.of(
        "credentials",
        examples,
        INPUTS,
        bytes -> {
          int at = bytes.length == 0 ? 0 : (bytes[0] & 0xff) % FILES.size();
          Path damaged = host.resolve(FILES.get(at));
          byte[] content = new byte[Math.max(0, bytes.length - 1)];
          System.arraycopy(bytes, Math.min(1, bytes.length), content, 0, content.length);
          Files.write(damaged, content);
          try {
            Credentials.read(CredentialFiles.in(host)).close();
          } finally {
            Files.write(damaged, whole.get(at));
          }
        },
        ExitCode.SECURITY);
  }

  /// Whatever is asked is answered or the connection ends, no answer tells of an error inside, and
  /// the next question is answered.
  private static Target http() {
    NodeServer server = Server.OF_ALL;
    return Target.of(
        "http",
        texts(
            "GET /metrics HTTP/1.1\r\nHost: a\r\nAccept: application/openmetrics-text\r\n\r\n",
            "HEAD /health/ready HTTP/1.0\r\n\r\n",
            "GET a:b HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET http://[::1]/health/../live?q=%00 HTTP/1.1\r\nHost: \r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        INPUTS,
        bytes -> {
          String answer = asked(server.address(), bytes);
          if (answer.startsWith("HTTP/1.1 500 ")) {
            throw new IllegalStateException(answer);
          }
          String live = "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
          String next = asked(server.address(), live.getBytes(StandardCharsets.US_ASCII));
          if (!next.startsWith("HTTP/1.1 200 ")) {
            throw new IllegalStateException(next);
          }
        });
  }

  /// For as long as the process lives.
  private static final class Server {
    static final NodeServer OF_ALL =
        NodeServer.start(
            new NodeServer.Place(new NodeAddress("127.0.0.1", 25_721), true), new Ready());
  }

  private static final class Ready implements NodeView {
    @Override
    public Optional<String> unreadiness() {
      return Optional.empty();
    }

    @Override
    public MetricSnapshots metrics() {
      return new MetricSnapshots();
    }
  }

  /// Says no more after these bytes.
  private static String asked(NodeAddress address, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(address.host(), address.port())) {
      socket.setSoTimeout(ANSWER_MILLIS_MAX);
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException sentAway) {
      return "";
    }
  }
}
