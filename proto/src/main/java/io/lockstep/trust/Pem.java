package io.lockstep.trust;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates and keys as text (RFC 7468).
final class Pem {

  private static final int LINE_CHARS = 64;
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");
  private static final List<String> KEY_KINDS = List.of("EC", "RSA", "EdDSA");

  private Pem() {}

  /// @throws io.lockstep.failure.LockstepException with exit code 8 if there is none in it
  static List<X509Certificate> certificates(byte[] text, Path file) {
    try {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!all.isEmpty()) {
        return all;
      }
    } catch (CertificateException unreadable) {
      // As one that holds none.
    }
    throw wrong("no certificate can be read from it (-----BEGIN CERTIFICATE-----)", file)
        .advising("put the certificate there as PEM; lockstep certificates makes a whole set")
        .exception();
  }

  /// @throws io.lockstep.failure.LockstepException with exit code 8 if it holds no key that is
  ///   known
  static PrivateKey key(byte[] text, Path file) {
    String pem = new String(text, StandardCharsets.ISO_8859_1);
    Matcher key = PRIVATE_KEY.matcher(pem);
    if (!key.find()) {
      throw (OTHER_KEY.matcher(pem).find()
              ? wrong("the key is in another form than PKCS #8, or encrypted", file)
                  .advising("openssl pkcs8 -topk8 -nocrypt -in %s -out NEW".formatted(file))
              : wrong("no key can be read from it (-----BEGIN PRIVATE KEY-----)", file)
                  .advising("put the key there as PEM; lockstep certificates makes a whole set"))
          .exception();
    }
    try {
      var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1)));
      for (String kind : KEY_KINDS) {
        PrivateKey read = keyOf(kind, spec);
        if (read != null) {
          return read;
        }
      }
    } catch (IllegalArgumentException damaged) {
      // As one of no known kind.
    }
    throw wrong("the key is damaged, or none of " + String.join(", ", KEY_KINDS), file)
        .advising("lockstep certificates makes a whole set")
        .exception();
  }

  private static PrivateKey keyOf(String kind, PKCS8EncodedKeySpec spec) {
    try {
      return KeyFactory.getInstance(kind).generatePrivate(spec);
    } catch (GeneralSecurityException other) {
      return null;
    }
  }

  private static Failure wrong(String what, Path file) {
    return Failure.of(ExitCode.SECURITY, what).at(file.toString());
  }

  static byte[] text(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  static byte[] text(Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("a certificate that was just read", impossible);
    }
  }

  private static byte[] block(String what, byte[] bytes) {
    String lines = Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, lines, what)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
