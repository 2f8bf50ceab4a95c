package io.lockstep.trust;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.StorageFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// Where the credentials of a host lie. The names are those of a Kubernetes secret for TLS, as
/// cert-manager fills it.
///
/// @param folder with `tls.crt`, `tls.key`, `ca.crt`, and `token` unless it comes from elsewhere
/// @param token given by a variable instead of a file
/// @param tokenFile another file with the token; none for that of the folder
public record CredentialFiles(Path folder, Optional<Token> token, Optional<Path> tokenFile) {

  static final String CERTIFICATE = "tls.crt";
  static final String KEY = "tls.key";
  static final String AUTHORITY = "ca.crt";
  static final String TOKEN = "token";

  /// More of it is no certificate, key or token.
  private static final int BYTES_MAX = 1 << 20;

  private static final Set<PosixFilePermission> RIGHTS_OF_STRANGERS =
      Set.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE,
          PosixFilePermission.GROUP_WRITE);

  /// All in one folder.
  public static CredentialFiles in(Path folder) {
    return new CredentialFiles(folder, Optional.empty(), Optional.empty());
  }

  /// The bytes of all files at one moment.
  record Bytes(byte[] certificate, byte[] key, byte[] authority, byte[] token) {
    boolean isSameAs(Bytes other) {
      return Arrays.equals(certificate, other.certificate)
          && Arrays.equals(key, other.key)
          && Arrays.equals(authority, other.authority)
          && Arrays.equals(token, other.token);
    }
  }

  /// @throws io.lockstep.failure.LockstepException with exit code 8 if one cannot be read, or
  ///   strangers may read a secret
  Bytes read() {
    return new Bytes(
        bytesOf(certificate()),
        secretOf(key()),
        bytesOf(authority()),
        token.isPresent() ? new byte[0] : secretOf(tokenPath()));
  }

  Path certificate() {
    return folder.resolve(CERTIFICATE);
  }

  Path key() {
    return folder.resolve(KEY);
  }

  Path authority() {
    return folder.resolve(AUTHORITY);
  }

  Token tokenIn(Bytes bytes) {
    return token.orElseGet(
        () -> Token.of(new String(bytes.token(), StandardCharsets.UTF_8), tokenPath().toString()));
  }

  private Path tokenPath() {
    return tokenFile.orElse(folder.resolve(TOKEN));
  }

  private static byte[] secretOf(Path file) {
    byte[] bytes = bytesOf(file);
    try {
      for (PosixFilePermission right : Files.getPosixFilePermissions(file)) {
        if (RIGHTS_OF_STRANGERS.contains(right)) {
          throw Failure.of(
                  ExitCode.SECURITY, "others on this machine may read or change a secret file")
              .at(file.toString())
              .advising("chmod 600 " + file)
              .exception();
        }
      }
    } catch (IOException | UnsupportedOperationException untold) {
      // A file system without such rights has nothing to check.
    }
    return bytes;
  }

  private static byte[] bytesOf(Path file) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw Failure.of(ExitCode.SECURITY, "the file is too long for a certificate, key or token")
            .at(file.toString())
            .advising("check the path")
            .exception();
      }
      return Files.readAllBytes(file);
    } catch (IOException refused) {
      StorageFault fault = StorageFault.of(refused, file);
      throw Failure.of(
              ExitCode.SECURITY, "the credentials of this host cannot be read: " + fault.reason())
          .at(file.toString())
          .advising(
              fault.advice()
                  + "; a set is made by: lockstep certificates --hosts FILE --out FOLDER")
          .exception(refused);
    }
  }
}
