package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.format.FormatException;
import io.lockstep.format.JsonText;
import io.lockstep.wire.NodeAddress;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Looks at all hosts of a cluster from here. What one host has is looked at by the script that
/// `cluster up` looks with; then the ways between hosts are measured, one after the other so that
/// no one is measured while another is: `lockstep doctor` there listens where coordinators would,
/// and dials from every host what its nodes would dial.
final class HostsCheckup {

  /// Longer than the script waits for the slowest host.
  private static final int LOOK_SECONDS = 120;

  private static final int ANSWER_SECONDS = 60;
  private static final int LISTEN_SECONDS = ProbeDuty.SECONDS_MAX + ANSWER_SECONDS;
  private static final int GRACE_SECONDS = 15;
  private static final int ROUND_TRIP_MICROS_GOOD = 10_000;
  private static final int MEGABYTES_GOOD = 50;
  private static final String LINK = "link";

  private final String program;
  private final HostsLook look;
  private final List<HostFinding> links = new ArrayList<>();
  private final List<AskedHost> listening = new ArrayList<>();
  private final Set<String> mute = new LinkedHashSet<>();

  private HostsCheckup(String program, HostsLook look) {
    this.program = program;
    this.look = look;
  }

  /// Blocks for as long as hosts take to answer, each of which has its deadline.
  ///
  /// @param options of the script, such as `--hosts FILE`
  /// @param program where it is on other hosts; blank for the place that it has here
  /// @return host by host
  static List<HostFinding> of(List<String> options, String program)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("look"));
    line.addAll(options);
    AskedHost.Said said = AskedHost.start(line).end(LOOK_SECONDS);
    if (said.code() != ExitCode.DONE.number()) {
      throw refused(said);
    }
    HostsLook look = HostsLook.read(said.out(), Instant.now());
    HostsCheckup checkup = new HostsCheckup(program, look);
    if (look.hosts().size() > 1) {
      checkup.measure();
    }
    List<String> order = List.copyOf(look.hosts());
    return Stream.concat(look.findings().stream(), checkup.links.stream())
        .sorted(Comparator.comparingInt(finding -> order.indexOf(finding.host())))
        .toList();
  }

  /// With the block of the script, which has the form of all of them.
  private static RuntimeException refused(AskedHost.Said said) {
    ExitCode code = said.code() == ExitCode.USAGE.number() ? ExitCode.USAGE : ExitCode.CLUSTER;
    return Failure.of(code, said.block("error: ", "the hosts could not be looked at"))
        .at(said.block("  cause: ", said.lastWords()))
        .advising(said.block("  try:   ", "lockstep cluster --help"))
        .exception();
  }

  private void measure() throws IOException, InterruptedException {
    look.answering().stream()
        .filter(host -> !look.ready().contains(host))
        .forEach(host -> links.add(notMeasured(host, "the program or a Java is missing")));
    try {
      for (String host : look.ready()) {
        listen(host);
      }
      for (String host : look.ready()) {
        if (!mute.contains(host)) {
          dial(host);
        }
      }
    } finally {
      for (AskedHost each : listening) {
        each.stop();
      }
    }
  }

  private void listen(String host) throws IOException, InterruptedException {
    List<NodeAddress> free =
        coordinatorsOf(host).flatMap(coordinator -> coordinator.free().stream()).toList();
    if (free.isEmpty()) {
      return;
    }
    AskedHost asked =
        AskedHost.start(
            ask(LISTEN_SECONDS, host, List.of("--listen", words(free))), ProbeDuty.LISTENING);
    listening.add(asked);
    if (!asked.heard(ANSWER_SECONDS)) {
      mute.add(host);
      links.add(notMeasured(host, asked.stop().lastWords()));
    }
  }

  private Stream<HostsLook.Coordinator> coordinatorsOf(String host) {
    return look.coordinators().stream().filter(each -> each.host().equals(host));
  }

  private void dial(String host) throws IOException, InterruptedException {
    boolean coordinates = coordinatorsOf(host).findAny().isPresent();
    List<NodeAddress> targets =
        look.coordinators().stream()
            .filter(each -> look.ready().contains(each.host()) && !mute.contains(each.host()))
            .filter(each -> !each.host().equals(host))
            .flatMap(each -> coordinates ? each.places().stream() : Stream.of(each.forWorkers()))
            .toList();
    if (targets.isEmpty()) {
      return;
    }
    List<String> line =
        ask(ANSWER_SECONDS, host, List.of("--json", "--coordinators", words(targets)));
    AskedHost.Said said = AskedHost.start(line).end(ANSWER_SECONDS + GRACE_SECONDS);
    try {
      if (JsonText.object(said.jsonLine()).get("reach") instanceof List<?> reaches) {
        reaches.forEach(each -> links.add(link(host, (Map<?, ?>) each)));
        return;
      }
    } catch (FormatException none) {
      // As one that says something else.
    }
    links.add(notMeasured(host, said.lastWords()));
  }

  private List<String> ask(int seconds, String host, List<String> words) {
    List<String> line = new ArrayList<>(List.of("ask", "" + seconds, program, host, "doctor"));
    line.addAll(words);
    return line;
  }

  private static String words(List<NodeAddress> places) {
    return String.join(",", places.stream().map(NodeAddress::toString).toList());
  }

  private static HostFinding notMeasured(String host, String reason) {
    return new HostFinding(
        host,
        HostFinding.Level.WARN,
        LINK,
        "ways to it and from it are not measured: " + reason,
        "correct that there, then the same command again");
  }

  /// @param reach as the doctor on that host tells it: [Reach#map]
  private static HostFinding link(String host, Map<?, ?> reach) {
    String to = String.valueOf(reach.get(Reach.TO));
    if (!Reach.Outcome.REACHED.name().equals(reach.get(Reach.OUTCOME))) {
      return new HostFinding(
          host,
          HostFinding.Level.BAD,
          LINK,
          "does not reach %s: %s".formatted(to, reach.get(Reach.WORDS)),
          String.valueOf(reach.get(Reach.ADVICE)));
    }
    String what = "reaches %s: %s".formatted(to, reach.get(Reach.WORDS));
    if (number(reach, Reach.ROUND_TRIP) > ROUND_TRIP_MICROS_GOOD) {
      return new HostFinding(
          host,
          HostFinding.Level.WARN,
          LINK,
          what,
          "each step waits for several round trips: put nodes closer together, or take a larger train.batch");
    }
    if (Math.min(number(reach, Reach.THERE), number(reach, Reach.BACK)) < MEGABYTES_GOOD) {
      return new HostFinding(
          host,
          HostFinding.Level.WARN,
          LINK,
          what,
          "each step sends all gradients: look at cable, switch and limits (ethtool), or take a larger train.batch");
    }
    return new HostFinding(host, HostFinding.Level.OK, LINK, what, "");
  }

  /// Good where nothing was measured, since somebody else listens.
  private static long number(Map<?, ?> reach, String name) {
    boolean slow = name.equals(Reach.ROUND_TRIP);
    return reach.get(name) instanceof Number told ? told.longValue() : slow ? 0 : MEGABYTES_GOOD;
  }
}
