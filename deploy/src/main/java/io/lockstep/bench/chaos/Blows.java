package io.lockstep.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Does to the cluster what a strike says, and undoes it.
final class Blows {

  /// What a coordinator ends with when others reign in its place.
  private static final int DEPOSED = 6;

  /// What a node ends with when nothing can be written.
  private static final int NO_ROOM = 5;

  private static final int LOST_PERCENT = 30;
  private static final int LATE_MILLIS = 150;

  private final ChaosNodes nodes;
  private final ChaosHosts hosts;
  private final Optional<SmallDisk> disk;
  private final Path checkpoints;

  /// @param checkpoints of the run
  Blows(ChaosNodes nodes, ChaosHosts hosts, Optional<SmallDisk> disk, Path checkpoints) {
    this.nodes = nodes;
    this.hosts = hosts;
    this.disk = disk;
    this.checkpoints = checkpoints;
  }

  /// How a strike is undone.
  interface Healing {
    void heal() throws IOException, InterruptedException;
  }

  /// What can be done here.
  Set<Fault> possible() {
    Set<Fault> kinds = EnumSet.allOf(Fault.class);
    kinds.removeIf(each ->
        each.means() == Fault.Means.NETWORK && !hosts.haveLinks()
            || each.means() == Fault.Means.DISK && disk.isEmpty()
            || (each == Fault.WORKER_LINK_LOSES || each == Fault.WORKER_LINK_LATE)
                && !NetworkLab.canLose());
    return kinds;
  }

  /// Whether there is what it would strike.
  boolean canStrike(Strike strike) throws IOException {
    Fault fault = strike.fault();
    return switch (fault.reach()) {
      case NOBODY, NEWCOMER -> nodes.leader().isPresent();
      case ONE_WORKER -> isUp("w" + strike.worker()) && nodes.leader().isPresent();
      case ONE_COORDINATOR ->
          nodes.leader().isPresent()
              && (!fault.strikesStandBy() || !nodes.standBys().isEmpty())
              && (!fault.damagesCheckpoint() || sealed().size() > 1);
      case MANY -> nodes.leader().isPresent() && nodes.allAreUp();
    };
  }

  private boolean isUp(String name) {
    NodeProcess node = nodes.node(name);
    return node.isAlive() && node.isUp();
  }

  /// Begins it; [#canStrike] has said that it may.
  Healing begin(Strike strike) throws IOException, InterruptedException {
    return switch (strike.fault().reach()) {
      case NOBODY -> renew();
      case NEWCOMER -> join("w" + strike.worker());
      case ONE_WORKER -> strikeWorker(strike.fault(), "w" + strike.worker());
      case ONE_COORDINATOR -> strikeCoordinator(strike.fault());
      case MANY -> strikeMany(strike.fault());
    };
  }

  private Healing renew() throws IOException {
    hosts.renewCertificates();
    return () -> {};
  }

  private Healing join(String name) throws IOException {
    nodes.start(name);
    return () -> {
      nodes.ask(name);
      nodes.leaves(name);
    };
  }

  private Healing strikeWorker(Fault fault, String name) throws IOException, InterruptedException {
    int host = hosts.hostOfWorker(Integer.parseInt(name.substring(1)));
    return switch (fault) {
      case WORKER_HELD, WORKER_BLINKS -> hold(name);
      case WORKER_ASKED_TO_GO -> ask(name);
      case WORKER_CUT_OFF -> drop(pairs(List.of(host), coordinatorHosts(), Way.BOTH));
      case WORKER_UNHEARD -> drop(pairs(List.of(host), coordinatorHosts(), Way.OUT));
      case WORKER_DEAF -> drop(pairs(List.of(host), coordinatorHosts(), Way.IN));
      case WORKER_LINK_LOSES -> {
        int leader = hostOf(leader());
        hosts.links().lose(host, leader, LOST_PERCENT, 7);
        yield () -> hosts.links().loseNothing(host, leader);
      }
      case WORKER_LINK_LATE -> {
        int leader = hostOf(leader());
        hosts.links().delay(host, leader, LATE_MILLIS);
        yield () -> hosts.links().delayNothing(host, leader);
      }
      default -> kill(List.of(name));
    };
  }

  private Healing strikeCoordinator(Fault fault) throws IOException, InterruptedException {
    String name = fault.strikesStandBy() ? nodes.standBys().getFirst().name() : leader();
    List<Integer> others = new ArrayList<>(coordinatorHosts());
    others.remove((Integer) hostOf(name));
    return switch (fault) {
      case LEADER_BLINKS, LEADER_HELD, STANDBY_HELD -> hold(name);
      case LEADER_ASKED_TO_GO, STANDBY_ASKED_TO_GO -> ask(name);
      case LEADER_CUT_FROM_STANDBYS -> {
        coordinatorNames().forEach(each -> nodes.node(each).excuse(DEPOSED));
        yield drop(pairs(List.of(hostOf(name)), others, Way.BOTH));
      }
      case LEADER_CUT_OFF, STANDBY_CUT_OFF -> {
        coordinatorNames().forEach(each -> nodes.node(each).excuse(DEPOSED));
        List<Integer> all = new ArrayList<>(others);
        nodes
            .names("w")
            .forEach(each -> all.add(hosts.hostOfWorker(Integer.parseInt(each.substring(1)))));
        yield drop(pairs(List.of(hostOf(name)), all.stream().distinct().toList(), Way.BOTH));
      }
      case CHECKPOINT_TORN, CHECKPOINT_FLIPPED -> {
        Healing back = kill(List.of(name));
        damageNewest(fault);
        yield back;
      }
      default -> kill(List.of(name));
    };
  }

  private Healing strikeMany(Fault fault) throws IOException, InterruptedException {
    List<String> workers = nodes.names("w");
    return switch (fault) {
      case TWO_WORKERS_KILLED -> kill(workers.subList(0, 2));
      case WORKERS_KILLED -> kill(workers);
      case COORDINATORS_KILLED -> kill(coordinatorNames());
      case ALL_KILLED -> {
        List<String> all = new ArrayList<>(coordinatorNames());
        all.addAll(workers);
        yield kill(all);
      }
      case DISK_FULL -> {
        coordinatorNames().forEach(each -> nodes.node(each).excuse(NO_ROOM));
        coordinatorNames().forEach(each -> nodes.node(each).excuse(DEPOSED));
        disk.orElseThrow().fill();
        yield () -> disk.orElseThrow().clear();
      }
      default -> throw new IllegalArgumentException("not many are struck by " + fault);
    };
  }

  private Healing kill(List<String> names) {
    List<String> struck = List.copyOf(names);
    struck.forEach(nodes::kill);
    return () -> {
      for (String name : struck) {
        nodes.start(name);
      }
    };
  }

  private Healing ask(String name) throws IOException, InterruptedException {
    nodes.ask(name);
    return () -> nodes.comesBack(name);
  }

  /// A coordinator may find that it has been replaced.
  private Healing hold(String name) throws IOException, InterruptedException {
    NodeProcess node = nodes.node(name);
    if (name.startsWith("c")) {
      node.excuse(DEPOSED);
    }
    node.signal("STOP");
    return () -> node.signal("CONT");
  }

  private enum Way {
    OUT,
    IN,
    BOTH
  }

  private static List<List<Integer>> pairs(List<Integer> ones, List<Integer> others, Way way) {
    List<List<Integer>> pairs = new ArrayList<>();
    for (int one : ones) {
      for (int other : others) {
        if (way != Way.IN) {
          pairs.add(List.of(one, other));
        }
        if (way != Way.OUT) {
          pairs.add(List.of(other, one));
        }
      }
    }
    return pairs;
  }

  private Healing drop(List<List<Integer>> pairs) throws IOException, InterruptedException {
    for (List<Integer> pair : pairs) {
      hosts.drop(pair.getFirst(), pair.getLast());
    }
    return () -> {
      for (List<Integer> pair : pairs) {
        hosts.undrop(pair.getFirst(), pair.getLast());
      }
    };
  }

  private String leader() throws IOException {
    return nodes.leader().orElseThrow(() -> new IOException("nobody leads")).name();
  }

  private List<String> coordinatorNames() {
    return nodes.names("c");
  }

  private List<Integer> coordinatorHosts() {
    return nodes.everyName("c").stream().map(Blows::hostOf).toList();
  }

  /// Of a coordinator.
  private static int hostOf(String coordinator) {
    return Integer.parseInt(coordinator.substring(1));
  }

  private List<Path> sealed() throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(checkpoints)) {
      return folders
          .filter(each -> each.getFileName().toString().startsWith("step-"))
          .sorted(Comparator.comparingLong(Blows::stepOf))
          .toList();
    }
  }

  private static long stepOf(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().split("-")[1]);
  }

  private void damageNewest(Fault fault) throws IOException {
    Path newest = sealed().getLast();
    Path largest;
    try (Stream<Path> files = Files.list(newest)) {
      largest =
          files
              .filter(Files::isRegularFile)
              .max(Comparator.comparingLong(each -> each.toFile().length()))
              .orElseThrow(() -> new IOException("nothing is in " + newest));
    }
    byte[] bytes = Files.readAllBytes(largest);
    if (fault == Fault.CHECKPOINT_TORN) {
      bytes = Arrays.copyOf(bytes, bytes.length / 2);
    } else {
      bytes[bytes.length / 2] ^= 1;
    }
    Files.write(largest, bytes, StandardOpenOption.TRUNCATE_EXISTING);
  }
}
