package io.lockstep.trust;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;

/// From when to when a certificate is valid, for who looks at one without using it.
public record CertificateDates(Instant from, Instant until) {

  /// At one moment.
  public enum State {
    /// Not yet valid.
    EARLY,
    VALID,
    /// Valid, and to be renewed: nodes warn as well.
    NEAR_ITS_END,
    EXPIRED
  }

  /// @param der a certificate in binary
  /// @throws CertificateException if it is none
  public static CertificateDates of(byte[] der) throws CertificateException {
    X509Certificate read =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    return new CertificateDates(read.getNotBefore().toInstant(), read.getNotAfter().toInstant());
  }

  public State at(Instant now) {
    if (now.isBefore(from)) {
      return State.EARLY;
    }
    if (now.isAfter(until)) {
      return State.EXPIRED;
    }
    return now.isAfter(until.minus(Credentials.NOTICE)) ? State.NEAR_ITS_END : State.VALID;
  }
}
