package io.lockstep.trust;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/// What a certificate entitles its host to. A worker only dials; a coordinator also answers, so
/// that the extended key usage for servers (RFC 5280, section 4.2.1.12) is what makes one: nobody
/// takes a worker's certificate for that of a coordinator, whatever its name.
public enum Role {
  WORKER("clientAuth"),
  COORDINATOR("serverAuth,clientAuth");

  private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";

  private final String usage;

  Role(String usage) {
    this.usage = usage;
  }

  /// As keytool spells it.
  String usage() {
    return usage;
  }

  /// A certificate that names no use at all is good for every one.
  public static Role of(X509Certificate certificate) {
    try {
      List<String> uses = certificate.getExtendedKeyUsage();
      return uses == null || uses.contains(SERVER_USE) ? COORDINATOR : WORKER;
    } catch (CertificateParsingException unreadable) {
      return WORKER;
    }
  }
}
