package io.lockstep.wire;

import io.grpc.Status;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// What a failed handshake means, in words: the one translator from the JDK's and Netty's
/// exceptions, and from the alerts of the other end (RFC 8446, section 6.2).
final class TlsTrouble {

  private static final String ALERT = "received fatal alert: ";

  /// What a client of plaintext is shown that meets an alert of TLS instead of HTTP/2.
  private static final String ALERT_IN_HEX = "bytes: 1503";

  /// The other end had no time to wait, and knows it.
  private static final String GIVEN_UP = "user_canceled";

  private static final String SET =
      "give both ends certificates of one set: lockstep certificates, --certificates FOLDER";
  private static final String RENEW =
      "renew it: lockstep certificates --host NAME --out FOLDER; nodes that run read the new files";

  private TlsTrouble() {}

  /// @return empty when the trouble is another one
  static Optional<Distrust> of(Status status) {
    String description = String.valueOf(status.getDescription());
    return switch (status.getCode()) {
      case UNAUTHENTICATED, PERMISSION_DENIED ->
          Optional.of(
              new Distrust(
                  description,
                  status.getCode() == Status.Code.UNAUTHENTICATED
                      ? "copy the token of the cluster to this host; lockstep certificates puts it beside each certificate"
                      : SET));
      default -> {
        Throwable cause = status.getCause();
        boolean alerted =
            Stream.concat(Stream.of(description), messages(cause))
                .anyMatch(text -> text.contains(ALERT_IN_HEX));
        yield alerted
            ? Optional.of(
                new Distrust(
                    "the other end speaks TLS, this one plaintext",
                    "give this one the certificates of the cluster: --certificates FOLDER"))
            : Optional.ofNullable(cause).flatMap(TlsTrouble::of);
      }
    };
  }

  /// @param thrown at the end that speaks
  static Optional<Distrust> of(Throwable thrown) {
    if (messages(thrown).anyMatch(text -> text.contains(GIVEN_UP))) {
      return Optional.empty();
    }
    if (has(thrown, NotSslRecordException.class)) {
      return told(
          "the other end speaks plaintext, this one TLS",
          "start the other one with --certificates FOLDER, too, or this one without");
    }
    if (has(thrown, CertificateExpiredException.class)) {
      return told("the certificate there has expired", RENEW);
    }
    if (has(thrown, CertificateNotYetValidException.class)) {
      return told("the certificate there is not valid yet", "check the clocks of both hosts");
    }
    if (has(thrown, CertPathBuilderException.class)) {
      return told("the certificate there is of another authority", SET);
    }
    return messages(thrown)
        .map(text -> text.toLowerCase(Locale.ROOT))
        .map(TlsTrouble::ofText)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() ->
            has(thrown, SSLException.class) && !isBroken(thrown)
                ? unknown(thrown)
                : Optional.empty());
  }

  /// Whether the connection broke, as when the other end is killed during the handshake: that says
  /// nothing of certificates.
  private static boolean isBroken(Throwable thrown) {
    return causes(thrown)
        .anyMatch(cause ->
            cause instanceof IOException
                && !(cause instanceof SSLException)
                && !(cause instanceof ClosedChannelException));
  }

  private static Optional<Distrust> ofText(String text) {
    if (text.contains("no subject alternative") || text.contains("no name matching")) {
      return told(
          "the certificate there is for other names than the one that was dialled",
          "make one with that name: lockstep certificates --host NAME,ADDRESS --out FOLDER");
    }
    if (text.contains("does not chain with any of the trust anchors")) {
      return told("the certificate there is of another authority", SET);
    }
    if (text.contains("extended key usage")) {
      return told(
          "the certificate there is one of a worker",
          "make one for a coordinator: lockstep certificates --host NAME --out FOLDER");
    }
    int at = text.indexOf(ALERT);
    if (at < 0) {
      return text.contains("empty client certificate chain")
          ? told("the other end shows no certificate of the authority here", SET)
          : Optional.empty();
    }
    String alert = text.substring(at + ALERT.length()).strip();
    return switch (alert) {
      case "certificate_expired" ->
          told("the other end says that the certificate here has expired", RENEW);
      case "certificate_unknown", "bad_certificate", "unknown_ca", "unsupported_certificate" ->
          told(
              "the other end does not trust the certificate here (%s): expired, or of another authority"
                  .formatted(alert),
              SET);
      case "certificate_required" ->
          told("the other end does not trust the authority of the certificate here", SET);
      default -> told("the other end has broken off TLS (%s)".formatted(alert), SET);
    };
  }

  private static Optional<Distrust> unknown(Throwable thrown) {
    return told("TLS fails: " + messages(thrown).reduce((_, inner) -> inner).orElse("?"), SET);
  }

  private static Optional<Distrust> told(String reason, String advice) {
    return Optional.of(new Distrust(reason, advice));
  }

  private static boolean has(Throwable thrown, Class<? extends Throwable> kind) {
    return causes(thrown).anyMatch(kind::isInstance);
  }

  private static Stream<String> messages(Throwable thrown) {
    return causes(thrown).map(Throwable::getMessage).filter(text -> text != null);
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause);
  }
}
