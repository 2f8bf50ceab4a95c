package io.lockstep.cli;

import io.lockstep.trust.CertificateDates;
import io.lockstep.wire.NodeAddress;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What `cluster look` tells of the hosts of a cluster: lines of words with tabs between.
///
/// @param hosts in the order of the nodes, coordinators first
/// @param ready where the program can be asked
record HostsLook(
    Set<String> hosts,
    List<HostFinding> findings,
    List<Coordinator> coordinators,
    Set<String> ready) {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);

  private static final String RENEW =
      "renew it: move its folder in the set away, lockstep certificates, and cluster up again";

  /// Where a coordinator is, or will be, dialled.
  ///
  /// @param free of these, where nobody listens yet
  record Coordinator(String host, List<NodeAddress> places, List<NodeAddress> free) {

    /// Workers have nothing to do with the others.
    NodeAddress forWorkers() {
      return places.getFirst();
    }
  }

  /// @param now by which certificates are valid
  static HostsLook read(List<String> lines, Instant now) {
    Set<String> hosts = new LinkedHashSet<>();
    List<HostFinding> findings = new ArrayList<>();
    List<Coordinator> coordinators = new ArrayList<>();
    Set<String> ready = new LinkedHashSet<>();
    for (String line : lines) {
      String[] words = line.split("\t", -1);
      if (words.length < 2) {
        throw new IllegalStateException("cluster look says what nobody understands: " + line);
      }
      String host = words[1];
      hosts.add(host);
      switch (words[0]) {
        case "finding" -> findings.add(finding(words));
        case "certificate" -> findings.add(certificate(words, now));
        case "coordinator" -> coordinators.add(coordinator(words));
        case "ready" -> ready.add(host);
        default -> throw new IllegalStateException("cluster look says " + words[0]);
      }
    }
    return new HostsLook(hosts, findings, coordinators, ready);
  }

  /// Hosts that could be asked how they are.
  Set<String> answering() {
    Set<String> answering = new LinkedHashSet<>(hosts);
    findings.stream()
        .filter(finding -> finding.check().equals("host"))
        .forEach(finding -> answering.remove(finding.host()));
    return answering;
  }

  /// @param words places, each followed by whether it is free
  private static Coordinator coordinator(String[] words) {
    List<NodeAddress> places = new ArrayList<>();
    List<NodeAddress> free = new ArrayList<>();
    for (int place = 2; place + 1 < words.length; place += 2) {
      places.add(NodeAddress.parse(words[place]));
      if (words[place + 1].equals("free")) {
        free.add(places.getLast());
      }
    }
    return new Coordinator(words[1], List.copyOf(places), List.copyOf(free));
  }

  private static HostFinding finding(String[] words) {
    return new HostFinding(
        words[1],
        HostFinding.Level.valueOf(words[2].toUpperCase(Locale.ROOT)),
        words[3],
        words[4],
        words[5]);
  }

  private static HostFinding certificate(String[] words, Instant now) {
    String path = words[2];
    try {
      CertificateDates dates = CertificateDates.of(Base64.getDecoder().decode(words[3]));
      return switch (dates.at(now)) {
        case VALID -> about(words[1], HostFinding.Level.OK, valid(path, dates), "");
        case NEAR_ITS_END -> about(words[1], HostFinding.Level.WARN, valid(path, dates), RENEW);
        case EXPIRED ->
            about(
                words[1],
                HostFinding.Level.BAD,
                "%s expired on %s".formatted(path, DAY.format(dates.until())),
                RENEW);
        case EARLY ->
            about(
                words[1],
                HostFinding.Level.BAD,
                "%s is valid from %s on only".formatted(path, dates.from()),
                "compare the clocks of all hosts: date -u");
      };
    } catch (CertificateException | IllegalArgumentException none) {
      return about(
          words[1], HostFinding.Level.BAD, path + " is no certificate that can be read", RENEW);
    }
  }

  private static HostFinding about(
      String host, HostFinding.Level level, String what, String remedy) {
    return new HostFinding(host, level, "certificate", what, remedy);
  }

  private static String valid(String path, CertificateDates dates) {
    return "%s is valid until %s".formatted(path, DAY.format(dates.until()));
  }
}
