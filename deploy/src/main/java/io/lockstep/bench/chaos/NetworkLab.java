package io.lockstep.bench.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Hosts in network namespaces of their own around a router, which can lose what one of them sends
/// to another without a word to either. Touches no network outside itself, and takes it all away at
/// the end. Needs root and iproute2.
public final class NetworkLab implements AutoCloseable {

  private static final String ROUTER = "r";
  private static final String TRIAL = "trial";

  /// A device through which packets go that are lost or late, and the table that leads there.
  private enum Detour {
    LOSSY("100"),
    LATE("101");

    private final String table;

    Detour(String table) {
      this.table = table;
    }

    String device() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What a slow link carries, and how long it holds back what is more before it drops it.
  private static final List<String> SLOW =
      List.of("tbf", "rate", "1mbit", "burst", "16kb", "latency", "400ms");

  private final String prefix = "lockstep%d-".formatted(ProcessHandle.current().pid());
  private final List<String> namespaces = new ArrayList<>();
  private final List<Process> links = new ArrayList<>();
  private final Set<Detour> laid = EnumSet.noneOf(Detour.class);

  private NetworkLab() {}

  /// @return why there can be no lab here; empty when there can
  public static Optional<String> obstacle() throws IOException, InterruptedException {
    if (!(Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid)
        || uid != 0) {
      return Optional.of("network namespaces need root");
    }
    NetworkLab trial = new NetworkLab();
    try (trial) {
      trial.namespace(TRIAL);
      trial.ip("-n", trial.prefix + TRIAL, "rule", "add", "from", "10.77.1.2", "blackhole");
      return Optional.empty();
    } catch (IOException missing) {
      return Optional.of("iproute2 cannot make a network here: " + missing.getMessage());
    }
  }

  /// @param hosts how many, from number 0 on
  public static NetworkLab of(int hosts) throws IOException, InterruptedException {
    NetworkLab lab = new NetworkLab();
    try {
      lab.namespace(ROUTER);
      lab.run(lab.within(ROUTER, "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward"));
      for (int host = 0; host < hosts; host++) {
        lab.host(host);
      }
      return lab;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      lab.close();
      throw failed;
    }
  }

  private void host(int host) throws IOException, InterruptedException {
    String name = "h" + host;
    String port = "p" + host;
    String network = "10.77.%d.".formatted(host);
    namespace(name);
    String here = prefix + name;
    String router = prefix + ROUTER;
    ip("-n", here, "link", "add", "eth0", "type", "veth", "peer", "name", port, "netns", router);
    ip("-n", here, "addr", "add", address(host) + "/24", "dev", "eth0");
    ip("-n", here, "link", "set", "eth0", "up");
    ip("-n", router, "addr", "add", network + "1/24", "dev", port);
    ip("-n", router, "link", "set", port, "up");
    ip("-n", here, "route", "add", "default", "via", network + "1");
  }

  private void namespace(String name) throws IOException, InterruptedException {
    ip("netns", "add", prefix + name);
    namespaces.add(prefix + name);
    ip("-n", prefix + name, "link", "set", "lo", "up");
  }

  public static String address(int host) {
    return "10.77.%d.2".formatted(host);
  }

  /// Words before a command that is to run on this host.
  public List<String> on(int host) {
    return within("h" + host);
  }

  private List<String> within(String name, String... command) {
    List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", prefix + name));
    words.addAll(List.of(command));
    return words;
  }

  /// From now on everything that the one sends to the other is lost.
  public void drop(int from, int to) throws IOException, InterruptedException {
    rule("add", from, to);
  }

  /// Neither hears the other from now on.
  public void cut(int one, int other) throws IOException, InterruptedException {
    drop(one, other);
    drop(other, one);
  }

  public void undrop(int from, int to) throws IOException, InterruptedException {
    rule("del", from, to);
  }

  public void heal(int one, int other) throws IOException, InterruptedException {
    undrop(one, other);
    undrop(other, one);
  }

  /// Whether packets can be lost at random here.
  public static boolean canLose() {
    return Files.isWritable(Path.of("/dev/net/tun"));
  }

  /// From now on so many of a hundred packets that the two send each other are lost, at random. The
  /// first call decides how many, and the seed.
  public void lose(int one, int other, int percent, long seed)
      throws IOException, InterruptedException {
    lay(Detour.LOSSY, Integer.toString(percent), "0", Long.toString(seed));
    detour("add", Detour.LOSSY, one, other);
  }

  /// Undoes [#lose].
  public void loseNothing(int one, int other) throws IOException, InterruptedException {
    detour("del", Detour.LOSSY, one, other);
  }

  /// From now on what the two send each other arrives later. The first call decides by how much.
  public void delay(int one, int other, int millis) throws IOException, InterruptedException {
    lay(Detour.LATE, "0", Integer.toString(millis), "0");
    detour("add", Detour.LATE, one, other);
  }

  /// Undoes [#delay].
  public void delayNothing(int one, int other) throws IOException, InterruptedException {
    detour("del", Detour.LATE, one, other);
  }

  private void lay(Detour detour, String percent, String millis, String seed)
      throws IOException, InterruptedException {
    if (!laid.add(detour)) {
      return;
    }
    List<String> command =
        within(
            ROUTER,
            System.getProperty("java.home") + "/bin/java",
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            LossyLink.class.getName(),
            detour.device(),
            percent,
            millis,
            seed);
    Process link = new ProcessBuilder(command).redirectErrorStream(true).start();
    links.add(link);
    String said = link.inputReader().readLine();
    if (!"up".equals(said)) {
      throw new IOException(said);
    }
    String router = prefix + ROUTER;
    ip("-n", router, "link", "set", detour.device(), "up");
    run(
        within(
            ROUTER,
            "sh",
            "-c",
            "for each in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 >$each; done"));
    ip("-n", router, "route", "add", "default", "dev", detour.device(), "table", detour.table);
  }

  private void detour(String what, Detour detour, int one, int other)
      throws IOException, InterruptedException {
    lead(what, detour, one, other);
    lead(what, detour, other, one);
  }

  /// What comes back from the device comes in there, and so goes on.
  private void lead(String what, Detour detour, int from, int to)
      throws IOException, InterruptedException {
    String router = prefix + ROUTER;
    ip("-n", router, "rule", what, "iif", "p" + from, "to", address(to), "table", detour.table);
  }

  private void rule(String what, int from, int to) throws IOException, InterruptedException {
    String router = prefix + ROUTER;
    ip("-n", router, "rule", what, "from", address(from), "to", address(to), "blackhole");
  }

  /// Whether a link can be slowed here.
  public static boolean canSlow() throws IOException, InterruptedException {
    NetworkLab trial = new NetworkLab();
    try (trial) {
      trial.namespace(TRIAL);
      trial.slow(TRIAL, "lo");
      return true;
    } catch (IOException missing) {
      return false;
    }
  }

  /// From now on the link of this host carries a megabit a second each way.
  public void slow(int host) throws IOException, InterruptedException {
    slow("h" + host, "eth0");
    slow(ROUTER, "p" + host);
  }

  private void slow(String name, String device) throws IOException, InterruptedException {
    List<String> command = within(name, "tc", "qdisc", "add", "dev", device, "root");
    command.addAll(SLOW);
    run(command);
  }

  /// Pulls the cable of this host.
  public void unplug(int host) throws IOException, InterruptedException {
    ip("-n", prefix + "h" + host, "link", "set", "eth0", "down");
  }

  private void ip(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    run(command);
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  /// Takes every namespace away, and with it its links; whoever still runs in one keeps it alive,
  /// but nobody can enter it any more.
  @Override
  public void close() throws IOException {
    links.forEach(Process::destroyForcibly);
    IOException first = null;
    for (String namespace : namespaces.reversed()) {
      try {
        ip("netns", "del", namespace);
      } catch (IOException failed) {
        first = first == null ? failed : first;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    namespaces.clear();
    if (first != null) {
      throw first;
    }
  }
}
