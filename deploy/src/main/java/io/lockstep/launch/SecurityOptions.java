package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.trust.CredentialFiles;
import io.lockstep.trust.Credentials;
import io.lockstep.trust.Token;
import io.lockstep.wire.WireSecurity;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/// Who may come in: certificates and the join token of this host, or that nobody is asked. Without
/// either, nothing leaves this machine. A token is no flag: whoever lists the processes of a
/// machine sees their flags.
public final class SecurityOptions {

  private static final String TOKEN = "LOCKSTEP_TOKEN";

  @Option(
      names = "--certificates",
      paramLabel = "DIR",
      defaultValue = "${env:LOCKSTEP_CERTIFICATES:-}",
      description = {
        "Folder of this host with tls.crt, tls.key, ca.crt and token, as lockstep certificates makes",
        "it: mutual TLS with every other node (LOCKSTEP_CERTIFICATES)."
      })
  String certificates;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:LOCKSTEP_TOKEN_FILE:-}",
      description = {
        "File with the join token; default: the one of --certificates (LOCKSTEP_TOKEN_FILE, or the",
        "token itself in LOCKSTEP_TOKEN)."
      })
  String tokenFile;

  @Option(
      names = "--insecure",
      defaultValue = "${env:LOCKSTEP_INSECURE:-false}",
      description = {
        "No encryption and no authentication, also beyond this machine: whoever reaches a port reads",
        "along and takes part (LOCKSTEP_INSECURE=true)."
      })
  boolean insecure;

  private final Map<String, String> environment;
  private WireSecurity read;

  /// With what the environment says.
  public SecurityOptions() {
    this(System.getenv());
  }

  SecurityOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  /// Reads what is named; once.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 8 if it cannot be used, with 2 if
  ///   the flags contradict each other
  public WireSecurity security() {
    if (read == null) {
      read = certificates.isBlank() ? withoutCertificates() : withCertificates();
    }
    return read;
  }

  private WireSecurity withoutCertificates() {
    if (!tokenFile.isBlank()) {
      throw Failure.of(ExitCode.USAGE, "a join token is told over TLS only")
          .at("--token-file without --certificates")
          .advising("give --certificates, too: lockstep certificates makes them")
          .exception();
    }
    return insecure ? WireSecurity.insecure() : WireSecurity.loopback();
  }

  private WireSecurity withCertificates() {
    if (insecure) {
      throw Failure.of(ExitCode.USAGE, "--insecure and --certificates contradict each other")
          .at("command line and environment")
          .advising("leave out --insecure, or LOCKSTEP_INSECURE")
          .exception();
    }
    Optional<Token> token =
        Optional.ofNullable(environment.get(TOKEN))
            .filter(text -> !text.isBlank() && tokenFile.isBlank())
            .map(text -> Token.of(text, "variable " + TOKEN));
    Optional<Path> file = Optional.of(tokenFile).filter(text -> !text.isBlank()).map(Path::of);
    return WireSecurity.mutualTls(
        Credentials.read(new CredentialFiles(Path.of(certificates), token, file)));
  }

  /// Says what a person has to know about it, now and while this process runs.
  void tell(Consumer<String> talk) {
    if (security().isInsecure()) {
      talk.accept(
          "INSECURE: no encryption and no authentication; whoever reaches the ports reads along and takes part. Make certificates: lockstep certificates --hosts FILE --out FOLDER");
    }
    security().credentials().ifPresent(credentials -> credentials.watch(talk));
  }
}
