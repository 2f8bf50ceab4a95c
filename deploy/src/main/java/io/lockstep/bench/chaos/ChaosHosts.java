package io.lockstep.bench.chaos;

import io.lockstep.trust.CertificateHost;
import io.lockstep.trust.CertificateSet;
import io.lockstep.trust.Role;
import io.lockstep.trust.Validity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where the nodes are: each on a host of its own with links that can be cut, where such can be
/// made, otherwise all on loopback. Host numbers: coordinators first, then workers, then one for
/// all that join later. With certificates that can be made anew.
final class ChaosHosts implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int PORT = 25_620;
  private static final int MEMBERSHIP_PORT = 25_520;

  private final Path folder;
  private final int coordinators;
  private final int hosts;
  private final Optional<NetworkLab> lab;
  private final List<Integer> ports;
  private final Map<List<Integer>, Integer> drops = new HashMap<>();
  private int sets;

  private ChaosHosts(Path folder, int coordinators, int hosts, Optional<NetworkLab> lab)
      throws IOException {
    this.folder = folder;
    this.coordinators = coordinators;
    this.hosts = hosts;
    this.lab = lab;
    this.ports = lab.isPresent() ? List.of() : freePorts(2 * coordinators);
    renewCertificates();
  }

  static ChaosHosts of(Path folder, ChaosSettings settings)
      throws IOException, InterruptedException {
    if (NetworkLab.obstacle().isPresent()) {
      return onLoopback(folder, settings.coordinators());
    }
    int hosts = settings.coordinators() + settings.workers() + 1;
    return new ChaosHosts(
        folder, settings.coordinators(), hosts, Optional.of(NetworkLab.of(hosts)));
  }

  /// All on one host, also where there could be more.
  static ChaosHosts onLoopback(Path folder, int coordinators) throws IOException {
    return new ChaosHosts(folder, coordinators, coordinators + 1, Optional.empty());
  }

  private static List<Integer> freePorts(int number) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < number; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK)));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /// A link to the newest set: what is behind it is exchanged at once, whoever reads it meanwhile.
  private Path certificates() {
    return folder.resolve("certificates");
  }

  /// Makes certificates for all hosts, of the same authority each time.
  void renewCertificates() throws IOException {
    Path set = Files.createDirectory(folder.resolve("certificates-" + sets));
    if (sets++ > 0) {
      for (String shared : List.of("ca.crt", "ca.key", "token")) {
        Files.copy(
            certificates().resolve(shared),
            set.resolve(shared),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    List<CertificateHost> named = new ArrayList<>();
    for (int host = 0; host < (lab.isPresent() ? hosts : 1); host++) {
      Role role = host < coordinators ? Role.COORDINATOR : Role.WORKER;
      named.add(CertificateHost.of(address(host), role));
    }
    CertificateSet.make(set, named, Validity.ofDays(2));
    Path link = folder.resolve("certificates-new");
    Files.createSymbolicLink(link, set);
    Files.move(link, certificates(), StandardCopyOption.ATOMIC_MOVE);
  }

  private String address(int host) {
    return lab.isPresent() ? NetworkLab.address(host) : LOOPBACK;
  }

  boolean haveLinks() {
    return lab.isPresent();
  }

  int hostOfWorker(int number) {
    return Math.min(coordinators + number, hosts - 1);
  }

  /// Words before a command that is to run on a host.
  List<String> on(int host) {
    return lab.map(it -> it.on(host)).orElse(List.of());
  }

  /// What a node on this host has to be told of hosts.
  List<String> words(int host) {
    return List.of(
        "--host",
        address(host),
        "--coordinators",
        dialled(),
        "--certificates",
        certificatesOf(host));
  }

  /// What a command on the first host has to be told of hosts.
  List<String> wordsOfACommand() {
    return List.of("--to", dialled(), "--certificates", certificatesOf(0));
  }

  private String dialled() {
    List<String> list = new ArrayList<>();
    for (int place = 0; place < coordinators; place++) {
      list.add(address(place) + ":" + port(place));
    }
    return String.join(",", list);
  }

  private String certificatesOf(int host) {
    return certificates().resolve(address(host)).toString();
  }

  int port(int place) {
    return lab.isPresent() ? PORT : ports.get(place);
  }

  int membershipPort(int place) {
    return lab.isPresent() ? MEMBERSHIP_PORT : ports.get(coordinators + place);
  }

  /// The lab, where there are links.
  NetworkLab links() {
    return lab.orElseThrow();
  }

  /// From now on, and for as long as anybody wants it so, what the one sends the other is lost.
  void drop(int from, int to) throws IOException, InterruptedException {
    if (drops.merge(List.of(from, to), 1, Integer::sum) == 1) {
      links().drop(from, to);
    }
  }

  void undrop(int from, int to) throws IOException, InterruptedException {
    if (drops.merge(List.of(from, to), -1, Integer::sum) == 0) {
      links().undrop(from, to);
    }
  }

  @Override
  public void close() throws IOException {
    if (lab.isPresent()) {
      lab.get().close();
    }
  }
}
