package io.lockstep.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A set of certificates as it is made, and what a host makes of its part.
final class CredentialsTest {

  private static final int DAYS = 40;

  @TempDir static Path sets;
  private static Path set;
  private static Path other;

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();
  private Instant now = Instant.now();

  @BeforeAll
  static void make() {
    set = sets.resolve("set");
    CertificateSet.make(
        set,
        List.of(
            CertificateHost.of("node7,10.0.0.7", Role.COORDINATOR),
            CertificateHost.of("node8", Role.WORKER)),
        Validity.ofDays(DAYS));
    other = sets.resolve("other");
    CertificateSet.make(
        other, List.of(CertificateHost.of("node7", Role.WORKER)), new Validity(10 * 24, 5));
  }

  @Test
  void secretsAreReadableByTheirOwnerAloneAndTheKeyOfTheAuthorityGoesToNoHost() throws Exception {
    for (String secret : List.of("ca.key", "token", "node7/tls.key", "node7/token")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(set.resolve(secret))))
          .as(secret)
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(set.resolve("node7"))))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(set.resolve("node8"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("ca.crt", "tls.crt", "tls.key", "token");
    }
  }

  /// Java would keep 20,480 of each kind.
  @Test
  void fewSessionsOfTlsAreRemembered() {
    SSLContext context = Credentials.read(CredentialFiles.in(set.resolve("node7"))).context();

    assertThat(context.getClientSessionContext().getSessionCacheSize()).isBetween(1, 100);
    assertThat(context.getServerSessionContext().getSessionCacheSize()).isBetween(1, 100);
  }

  @Test
  void aCertificateHasAllNamesAndTheRoleOfItsHost() throws Exception {
    Credentials credentials = Credentials.read(CredentialFiles.in(set.resolve("node7")));
    assertThat(credentials.role()).isEqualTo(Role.COORDINATOR);
    assertThat(Credentials.read(CredentialFiles.in(set.resolve("node8"))).role())
        .isEqualTo(Role.WORKER);
    Path certificate = set.resolve("node7/tls.crt");
    assertThat(
            Pem.certificates(Files.readAllBytes(certificate), certificate)
                .getFirst()
                .getSubjectAlternativeNames())
        .extracting(name -> name.get(1))
        .isEqualTo(List.of("node7", "10.0.0.7"));
    assertThat(Duration.between(now, credentials.expires()).toDays()).isEqualTo(DAYS - 1);
  }

  @Test
  void hostsAreAddedToASetAndNothingIsOverwritten() throws Exception {
    byte[] before = Files.readAllBytes(set.resolve("node8/tls.key"));
    CertificateSet.make(
        set, List.of(CertificateHost.of("node9", Role.WORKER)), Validity.ofDays(DAYS));
    assertThat(Credentials.read(CredentialFiles.in(set.resolve("node9"))).token().secret())
        .isEqualTo(Credentials.read(CredentialFiles.in(set.resolve("node8"))).token().secret());

    Failure refused =
        refusal(() ->
            CertificateSet.make(
                set,
                List.of(
                    CertificateHost.of("node10", Role.WORKER),
                    CertificateHost.of("node8", Role.WORKER)),
                Validity.ofDays(DAYS)));
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.error())
        .isEqualTo("node8 has a certificate already, and nothing is overwritten");
    assertThat(set.resolve("node10")).doesNotExist();
    assertThat(Files.readAllBytes(set.resolve("node8/tls.key"))).isEqualTo(before);
  }

  @Test
  void whatIsNoHostNameIsRefused() {
    for (String words :
        List.of("", "a b", "../x", "node_1", "10.0.0", "10.0.0.256", "-a", "a,,b")) {
      Failure refused = refusal(() -> CertificateHost.of(words, Role.WORKER));
      assertThat(refused.code()).as(words).isEqualTo(ExitCode.USAGE);
    }
    assertThat(CertificateHost.of("localhost", Role.WORKER).names())
        .containsExactly("localhost", "127.0.0.1", "::1");
  }

  @Test
  void anExpiredCertificateIsNamedWithItsDay() {
    Failure refused = refusal(() -> Credentials.read(CredentialFiles.in(other.resolve("node7"))));
    assertThat(refused.code()).isEqualTo(ExitCode.SECURITY);
    assertThat(refused.error()).matches("the certificate of this host expired \\d{4}-.* UTC");
    assertThat(refused.cause()).isEqualTo(other.resolve("node7/tls.crt").toString());
  }

  @Test
  void aClockBeforeTheCertificateIsAskedAbout() throws Exception {
    now = now.minus(Duration.ofDays(3));
    Failure refused = refusal(() -> Credentials.read(copy(), () -> now));
    assertThat(refused.error()).matches("the certificate of this host is valid from .* on only");
    assertThat(refused.advice()).startsWith("check the clock of this machine, which says ");
  }

  @Test
  void filesThatDoNotFitTogetherAreRefused() throws Exception {
    CredentialFiles files = copy();
    Files.copy(
        set.resolve("node8/tls.key"),
        folder.resolve("tls.key"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    assertThat(refusal(() -> Credentials.read(files)).error())
        .isEqualTo("the key is not that of the certificate");

    CredentialFiles mixed = copy();
    Files.copy(
        other.resolve("ca.crt"), folder.resolve("ca.crt"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(refusal(() -> Credentials.read(mixed)).error())
        .isEqualTo("the certificate of this host is of another authority");
  }

  @Test
  void filesThatAreNoCertificatesAreRefusedByName() throws Exception {
    for (String name : List.of("tls.crt", "tls.key", "ca.crt", "token")) {
      CredentialFiles files = copy();
      Files.writeString(folder.resolve(name), "hello");
      Failure refused = refusal(() -> Credentials.read(files));
      assertThat(refused.code()).as(name).isEqualTo(ExitCode.SECURITY);
      assertThat(refused.cause()).endsWith("/" + name);
      Files.delete(folder.resolve(name));
      assertThat(refusal(() -> Credentials.read(files)).error())
          .startsWith("the credentials of this host cannot be read: ");
    }
  }

  @Test
  void aKeyThatOthersMayReadIsRefused() throws Exception {
    for (String name : List.of("tls.key", "token")) {
      CredentialFiles files = copy();
      Files.setPosixFilePermissions(
          folder.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
      Failure refused = refusal(() -> Credentials.read(files));
      assertThat(refused.error())
          .isEqualTo("others on this machine may read or change a secret file");
      assertThat(refused.advice()).isEqualTo("chmod 600 " + folder.resolve(name));
    }
  }

  @Test
  void newFilesAreTakenWhileTheProcessRuns() throws Exception {
    Credentials credentials = Credentials.read(copy(), () -> now);
    SSLContext before = credentials.context();
    credentials.look(said::add);
    assertThat(credentials.context()).isSameAs(before);
    assertThat(said).isEmpty();

    copy("node8");
    credentials.look(said::add);

    assertThat(credentials.context()).isNotSameAs(before);
    assertThat(credentials.role()).isEqualTo(Role.WORKER);
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("new credentials are in use, valid until");
  }

  @Test
  void newFilesThatCannotBeUsedAreToldOnceAndTheOldOnesStay() throws Exception {
    Credentials credentials = Credentials.read(copy(), () -> now);
    SSLContext before = credentials.context();
    Files.writeString(folder.resolve("tls.crt"), "half of");

    credentials.look(said::add);
    assertThat(said).as("files may be in the middle of being replaced").isEmpty();
    for (int look = 0; look < 5; look++) {
      credentials.look(said::add);
    }

    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("new credentials cannot be used, the old ones stay: no certificate");
    assertThat(credentials.context()).isSameAs(before);
  }

  @Test
  void theEndOfACertificateIsToldThirtyDaysAheadAndThenOnceADay() throws Exception {
    Credentials credentials = Credentials.read(copy(), () -> now);
    credentials.look(said::add);
    assertThat(said).isEmpty();

    now = now.plus(Duration.ofDays(DAYS - 30));
    credentials.look(said::add);
    credentials.look(said::add);
    assertThat(said)
        .singleElement()
        .asString()
        .matches("the certificate of this host expires .*, in 29 days; renew it before: .*");

    now = now.plus(Duration.ofDays(31));
    credentials.look(said::add);
    assertThat(said.getLast()).matches("the certificate of this host expired .*");
  }

  @Test
  void aTokenIsComparedWholeAndShowsItselfNowhere() {
    Token token = Token.of(" 0123456789abcdef\n", "test");
    assertThat(token.matches("0123456789abcdef")).isTrue();
    for (String wrong : List.of("", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF")) {
      assertThat(token.matches(wrong)).as(wrong).isFalse();
    }
    assertThat(token.matches(null)).isFalse();
    assertThat(token.toString()).doesNotContain("0123");
    for (String none : List.of("", "short", "0123456789abcdef\u00e9", "0123456789 abcdef")) {
      assertThat(refusal(() -> Token.of(none, "variable X")).cause()).isEqualTo("variable X");
    }
    assertThat(new CredentialFiles(folder, Optional.of(token), Optional.empty()).toString())
        .doesNotContain("0123");
  }

  private CredentialFiles copy() throws IOException {
    return copy("node7");
  }

  private CredentialFiles copy(String host) throws IOException {
    try (Stream<Path> files = Files.list(set.resolve(host))) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            folder.resolve(file.getFileName()),
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return CredentialFiles.in(folder);
  }

  private interface Attempt {
    void run() throws Exception;
  }

  private static Failure refusal(Attempt attempt) {
    return catchThrowableOfType(LockstepException.class, attempt::run).failure();
  }
}
