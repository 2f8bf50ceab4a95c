package io.lockstep.trust;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Credentials as they were read, found to fit together.
///
/// @param context for TLS, as client and as server
/// @param own certificate of this host
/// @param authorities that it trusts
record Held(
    CredentialFiles.Bytes bytes,
    SSLContext context,
    X509Certificate own,
    List<X509Certificate> authorities,
    Token token) {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  /// Remembered for a faster handshake. Each connection adds one and Java keeps 20,480 for a day,
  /// which a worker that looks for who leads would fill with 10 MB.
  private static final int SESSIONS_MAX = 64;

  /// @throws io.lockstep.failure.LockstepException with exit code 8 if they do not fit together, or
  ///   are not valid now
  static Held of(CredentialFiles files, CredentialFiles.Bytes bytes, Instant now) {
    List<X509Certificate> chain = Pem.certificates(bytes.certificate(), files.certificate());
    PrivateKey key = Pem.key(bytes.key(), files.key());
    List<X509Certificate> authorities = Pem.certificates(bytes.authority(), files.authority());
    Token token = files.tokenIn(bytes);
    X509Certificate own = chain.getFirst();
    requireValid(own, "the certificate of this host", files.certificate().toString(), now);
    authorities.forEach(
        each -> requireValid(each, "the authority", files.authority().toString(), now));
    if (!fits(key, own.getPublicKey())) {
      throw Failure.of(ExitCode.SECURITY, "the key is not that of the certificate")
          .at("%s, %s".formatted(files.key(), files.certificate()))
          .advising("copy both from the same set")
          .exception();
    }
    if (!isSignedByOneOf(chain.getLast(), authorities)) {
      throw Failure.of(ExitCode.SECURITY, "the certificate of this host is of another authority")
          .at("%s, %s".formatted(files.certificate(), files.authority()))
          .advising("copy all files from the same set")
          .exception();
    }
    return new Held(bytes, context(key, chain, authorities), own, authorities, token);
  }

  private static void requireValid(
      X509Certificate certificate, String what, String file, Instant now) {
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      throw invalid("%s expired %s".formatted(what, day(certificate.getNotAfter().toInstant())))
          .at(file)
          .advising("renew it: lockstep certificates --host NAME --out FOLDER")
          .exception();
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      throw invalid(
              "%s is valid from %s on only"
                  .formatted(what, day(certificate.getNotBefore().toInstant())))
          .at(file)
          .advising("check the clock of this machine, which says " + day(now))
          .exception();
    }
  }

  private static Failure invalid(String what) {
    return Failure.of(ExitCode.SECURITY, what);
  }

  static String day(Instant instant) {
    return DAY.format(instant);
  }

  private static boolean fits(PrivateKey key, PublicKey its) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    byte[] anything = {1, 2, 3};
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(anything);
      byte[] signature = signing.sign();
      Signature checking = Signature.getInstance(algorithm);
      checking.initVerify(its);
      checking.update(anything);
      return checking.verify(signature);
    } catch (GeneralSecurityException otherKind) {
      return false;
    }
  }

  private static boolean isSignedByOneOf(
      X509Certificate certificate, List<X509Certificate> authorities) {
    return authorities.stream()
        .anyMatch(authority ->
            certificate.equals(authority) || isSignedBy(certificate, authority.getPublicKey()));
  }

  private static boolean isSignedBy(X509Certificate certificate, PublicKey authority) {
    try {
      certificate.verify(authority);
      return true;
    } catch (GeneralSecurityException foreign) {
      return false;
    }
  }

  private static SSLContext context(
      PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authorities) {
    char[] none = new char[0];
    try {
      KeyStore ours = empty();
      ours.setKeyEntry("own", key, none, chain.toArray(Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(ours, none);
      KeyStore theirs = empty();
      for (X509Certificate authority : authorities) {
        theirs.setCertificateEntry("authority-" + theirs.size(), authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(theirs);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      context.getClientSessionContext().setSessionCacheSize(SESSIONS_MAX);
      context.getServerSessionContext().setSessionCacheSize(SESSIONS_MAX);
      return context;
    } catch (GeneralSecurityException | IOException refused) {
      throw Failure.of(ExitCode.SECURITY, "TLS cannot use these credentials: " + refused)
          .advising("lockstep certificates makes a set that it can use")
          .exception(refused);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /// The first moment at which they are good for nothing.
  Instant expires() {
    Instant first = own.getNotAfter().toInstant();
    for (X509Certificate authority : authorities) {
      Instant other = authority.getNotAfter().toInstant();
      first = other.isBefore(first) ? other : first;
    }
    return first;
  }

  /// @param notice how long before that a person wants to know
  /// @return a line for a person; empty while there is time
  Optional<String> warning(Instant now, Duration notice) {
    Duration left = Duration.between(now, expires());
    if (left.compareTo(notice) >= 0) {
      return Optional.empty();
    }
    String when = day(expires());
    return Optional.of(
        left.isNegative()
            ? "the certificate of this host expired %s: no new connection is let in; renew it: lockstep certificates"
                .formatted(when)
            : "the certificate of this host expires %s, in %d days; renew it before: lockstep certificates"
                .formatted(when, left.toDays()));
  }

  /// Reads and checks, or says why not.
  static Held read(CredentialFiles files, Instant now) throws LockstepException {
    return of(files, files.read(), now);
  }
}
