package io.lockstep.wire;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.netty.InternalProtocolNegotiator.ProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.trust.Credentials;
import io.lockstep.trust.Role;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// How the two ends of a connection know each other, and who else may read along: the one choice
/// for servers, clients and questions. Beyond loopback nothing is opened without certificates,
/// unless somebody has said so. Any thread.
public final class WireSecurity {

  /// Told to nobody but over TLS.
  static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("lockstep-token", Metadata.ASCII_STRING_MARSHALLER);

  private static final String CERTIFICATES =
      "make a set (lockstep certificates --hosts FILE --out FOLDER) and give each node its folder with --certificates; or --insecure where everybody is trusted";

  private static final String[] PROTOCOLS = {"TLSv1.3"};
  private static final ApplicationProtocolConfig HTTP_2 =
      new ApplicationProtocolConfig(
          ApplicationProtocolConfig.Protocol.ALPN,
          ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
          ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2);

  private static final WireSecurity LOOPBACK = new WireSecurity(Kind.LOOPBACK, null);
  private static final WireSecurity INSECURE = new WireSecurity(Kind.INSECURE, null);

  private enum Kind {
    LOOPBACK("plaintext on loopback"),
    INSECURE("insecure: no encryption, no authentication"),
    MUTUAL_TLS("mutual TLS");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private final Kind kind;
  private final Credentials credentials;

  private WireSecurity(Kind kind, Credentials credentials) {
    this.kind = kind;
    this.credentials = credentials;
  }

  /// Plaintext, and nothing but loopback: whoever could read along owns this machine.
  public static WireSecurity loopback() {
    return LOOPBACK;
  }

  /// Plaintext everywhere: whoever reaches a port takes part.
  public static WireSecurity insecure() {
    return INSECURE;
  }

  /// Each end shows a certificate of the cluster's authority, and whoever asks to take part the
  /// token.
  public static WireSecurity mutualTls(Credentials credentials) {
    return new WireSecurity(Kind.MUTUAL_TLS, Objects.requireNonNull(credentials, "credentials"));
  }

  public boolean isTls() {
    return kind == Kind.MUTUAL_TLS;
  }

  public boolean isInsecure() {
    return kind == Kind.INSECURE;
  }

  /// What both ends show, if they do.
  public Optional<Credentials> credentials() {
    return Optional.ofNullable(credentials);
  }

  /// Why nothing may be told to this address, if so.
  Optional<Distrust> against(InetAddress address) {
    return kind == Kind.LOOPBACK && !address.isLoopbackAddress()
        ? Optional.of(
            new Distrust(
                "it is beyond this machine, and this node has no certificates", CERTIFICATES))
        : Optional.empty();
  }

  /// @param place whence, such as `10.0.0.1:25620`
  /// @throws io.lockstep.failure.LockstepException with exit code 8 if nothing protects what would
  ///   leave this machine
  public void requireFor(InetAddress address, String place) {
    if (kind == Kind.LOOPBACK && !address.isLoopbackAddress()) {
      throw Failure.of(
              ExitCode.SECURITY,
              "beyond this machine nothing is opened without certificates and a join token")
          .at("%s, and no --certificates".formatted(place))
          .advising(CERTIFICATES)
          .exception();
    }
  }

  ProtocolNegotiator server() {
    return isTls()
        ? InternalProtocolNegotiators.serverTls(context(Side.SERVER))
        : InternalProtocolNegotiators.serverPlaintext();
  }

  /// Compares the name that was dialled with that of the certificate, as gRPC does.
  ProtocolNegotiator client() {
    return isTls()
        ? InternalProtocolNegotiators.tls(context(Side.CLIENT), null, null)
        : InternalProtocolNegotiators.plaintext();
  }

  private enum Side {
    SERVER,
    CLIENT
  }

  /// Made for each connection, from the newest credentials.
  private SslContext context(Side side) {
    return new JdkSslContext(
        credentials.context(),
        side == Side.CLIENT,
        null,
        IdentityCipherSuiteFilter.INSTANCE,
        HTTP_2,
        ClientAuth.REQUIRE,
        PROTOCOLS,
        false);
  }

  /// Headers by which whoever calls shows the token, where only the other end can read it.
  Metadata introduction() {
    Metadata headers = new Metadata();
    if (isTls()) {
      headers.put(TOKEN, credentials.token().secret());
    }
    return headers;
  }

  /// Whoever asks by this stub shows the token.
  <S extends AbstractStub<S>> S introduced(S stub) {
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(introduction()));
  }

  /// Whether what came with a call has shown that it belongs to the cluster.
  boolean knows(Metadata headers) {
    return !isTls() || credentials.token().matches(headers.get(TOKEN));
  }

  /// What the other end of a call may be, by its certificate; anything where nobody has one.
  static Role roleOf(ServerCall<?, ?> call) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    try {
      return session == null
          ? Role.COORDINATOR
          : Role.of((X509Certificate) session.getPeerCertificates()[0]);
    } catch (SSLPeerUnverifiedException nameless) {
      return Role.WORKER;
    }
  }

  /// For a person.
  @Override
  public String toString() {
    return kind.words;
  }
}
