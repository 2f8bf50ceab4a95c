package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.launch.HostsFile;
import io.lockstep.trust.CertificateHost;
import io.lockstep.trust.CertificateSet;
import io.lockstep.trust.Role;
import io.lockstep.trust.Validity;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    description = {
      "Make certificates, keys and a join token for the hosts of a cluster: one authority, one folder",
      "per host. Hosts can be added to a folder later; nothing in it is overwritten."
    })
final class CertificatesCommand implements Callable<Integer> {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);

  private final Output output;

  /// Whose.
  private static final class Hosts {
    @Option(
        names = "--hosts",
        paramLabel = "FILE",
        required = true,
        description = {
          "One node a line, as for cluster up: HOST [worker|coordinator]. The certificate of a host",
          "without a coordinator is good for workers only."
        })
    private Path file;

    @Option(
        names = "--host",
        paramLabel = "NAME[,ADDRESS]",
        required = true,
        description = {
          "A host by all names and addresses under which others dial it, for workers and",
          "coordinators; may be given again."
        })
    private List<String> words;

    List<CertificateHost> read() {
      if (words != null) {
        return words.stream().map(each -> CertificateHost.of(each, Role.COORDINATOR)).toList();
      }
      return HostsFile.read(file).entrySet().stream()
          .map(each -> new CertificateHost(List.of(each.getKey()), each.getValue()))
          .toList();
    }
  }

  @ArgGroup(multiplicity = "1")
  private Hosts hosts;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where the set goes, or is: it can be added to.")
  private Path out;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "" + Validity.DAYS,
      description = "How long the certificates of hosts are valid (default: ${DEFAULT-VALUE}).")
  private int days;

  CertificatesCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    if (days < 1 || days > Validity.DAYS_MAX) {
      throw Failure.of(
              ExitCode.USAGE,
              "--days is %d, but must be 1 to %d".formatted(days, Validity.DAYS_MAX))
          .at("command line")
          .advising("--days " + Validity.DAYS)
          .exception();
    }
    List<CertificateHost> named = hosts.read();
    CertificateSet set = CertificateSet.make(out, named, Validity.ofDays(days));
    for (CertificateHost host : named) {
      output
          .data()
          .printf(
              "%s valid until %s for %s (%s)%n",
              out.resolve(host.name()),
              day(set.expires()),
              String.join(", ", host.names()),
              host.role() == Role.WORKER ? "worker" : "worker and coordinator");
    }
    output.data().printf("%s valid until %s%n", out.resolve("ca.crt"), day(set.authorityExpires()));
    String first = named.getFirst().name();
    output
        .talk()
        .println(
            "copy each folder to its host, readable by its owner alone: scp -pr %s %s:lockstep-certificates"
                .formatted(out.resolve(first), first));
    output
        .talk()
        .println(
            "then start each node with --certificates lockstep-certificates; %s belongs on none of them"
                .formatted(out.resolve("ca.key")));
    return ExitCode.DONE.number();
  }

  private static String day(Instant instant) {
    return DAY.format(instant);
  }
}
