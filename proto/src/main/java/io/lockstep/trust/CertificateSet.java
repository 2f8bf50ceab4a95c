package io.lockstep.trust;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.StorageFault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A folder with the authority and the token of a cluster, and for each host a folder with what
/// belongs there. What is in it already stays as it is; hosts can be added later.
///
/// @param folder of all
/// @param expires when the certificates that were made do
/// @param authorityExpires when that of the authority does
public record CertificateSet(Path folder, Instant expires, Instant authorityExpires) {

  static final String AUTHORITY_KEY = "ca.key";

  private static final FileAttribute<?> OWN_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> SECRET =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OPEN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

  /// Makes certificates for hosts, and an authority and a token unless the folder has them.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if one of the hosts has its
  ///   folder already, with 5 if something cannot be written
  public static CertificateSet make(Path folder, List<CertificateHost> hosts, Validity validity) {
    requireFresh(folder, hosts);
    try (Keytool keytool = new Keytool()) {
      Files.createDirectories(folder, OWN_FOLDER);
      Token token = prepare(folder, keytool, validity);
      for (CertificateHost host : hosts) {
        keytool.makeHost(host, validity);
      }
      for (CertificateHost host : hosts) {
        write(folder, host.name(), keytool, token);
      }
      return new CertificateSet(
          folder, end(keytool.certificate(hosts.getFirst().name())), end(keytool.authority()));
    } catch (IOException refused) {
      throw StorageFault.of(refused, folder)
          .failure(ExitCode.STORAGE, "the certificates cannot be written")
          .exception(refused);
    }
  }

  /// The authority of a fresh set outlives the certificates that it is to renew.
  private static Validity ofAuthority(Validity ofHosts) {
    return new Validity(ofHosts.begunHours(), Validity.DAYS_MAX);
  }

  private static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  private static void requireFresh(Path folder, List<CertificateHost> hosts) {
    Set<String> names = new HashSet<>();
    for (CertificateHost host : hosts) {
      if (!names.add(host.name())) {
        throw wrong("the host %s is named twice".formatted(host.name()), "--host", "name it once");
      }
      Path own = folder.resolve(host.name());
      if (Files.exists(own, LinkOption.NOFOLLOW_LINKS)) {
        throw wrong(
            "%s has a certificate already, and nothing is overwritten".formatted(host.name()),
            own.toString(),
            "to renew it, move that folder away first: mv %s %s.old".formatted(own, own));
      }
    }
  }

  private static RuntimeException wrong(String what, String place, String advice) {
    return Failure.of(ExitCode.USAGE, what).at(place).advising(advice).exception();
  }

  /// The authority that the folder has, or a new one.
  private static Token prepare(Path folder, Keytool keytool, Validity validity) throws IOException {
    Path certificate = folder.resolve(CredentialFiles.AUTHORITY);
    Path key = folder.resolve(AUTHORITY_KEY);
    Path token = folder.resolve(CredentialFiles.TOKEN);
    if (Files.exists(certificate)) {
      if (!Files.exists(key)) {
        throw wrong(
            "the folder has an authority without its key",
            key.toString(),
            "bring the key back, or name a fresh folder with --out");
      }
      X509Certificate authority =
          Pem.certificates(Files.readAllBytes(certificate), certificate).getFirst();
      if (end(authority).isBefore(Instant.now().plus(validity.left()))) {
        throw wrong(
            "the authority ends %s, before the certificates would"
                .formatted(Held.day(end(authority))),
            certificate.toString(),
            "fewer --days, or a new set in a fresh folder");
      }
      keytool.takeAuthority(Pem.key(Files.readAllBytes(key), key), authority);
      return Token.of(Files.readString(token), token.toString());
    }
    keytool.makeAuthority(ofAuthority(validity));
    Token fresh = Token.fresh();
    write(key, Pem.text(keytool.key(Keytool.AUTHORITY)), SECRET);
    write(token, text(fresh), SECRET);
    write(certificate, Pem.text(keytool.authority()), OPEN);
    return fresh;
  }

  /// A folder is there with all that belongs in it, or not at all.
  private static void write(Path folder, String host, Keytool keytool, Token token)
      throws IOException {
    Path fresh = Files.createTempDirectory(folder, ".new-", OWN_FOLDER);
    write(fresh.resolve(CredentialFiles.CERTIFICATE), Pem.text(keytool.certificate(host)), OPEN);
    write(fresh.resolve(CredentialFiles.KEY), Pem.text(keytool.key(host)), SECRET);
    write(fresh.resolve(CredentialFiles.AUTHORITY), Pem.text(keytool.authority()), OPEN);
    write(fresh.resolve(CredentialFiles.TOKEN), text(token), SECRET);
    Files.move(fresh, folder.resolve(host));
  }

  private static byte[] text(Token token) {
    return (token.secret() + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /// Never readable by others, not even for a moment.
  private static void write(Path file, byte[] bytes, FileAttribute<?> rights) throws IOException {
    Files.createFile(file, rights);
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
      out.write(bytes);
    }
  }
}
