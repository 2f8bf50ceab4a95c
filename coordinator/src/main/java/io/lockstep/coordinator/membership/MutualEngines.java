package io.lockstep.coordinator.membership;

import io.lockstep.trust.Credentials;
import io.lockstep.trust.Role;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import scala.Option;

/// TLS between coordinators: each shows a certificate of the cluster's authority that is one of a
/// coordinator, and is dialled by a name that is in it. Made for each connection from the newest
/// credentials. Called by Pekko, on any of its threads.
final class MutualEngines implements SSLEngineProvider {

  private static final String[] PROTOCOLS = {"TLSv1.3"};

  private final Credentials credentials;

  MutualEngines(Credentials credentials) {
    this.credentials = credentials;
  }

  /// For the start of an actor system.
  static Setup setup(Credentials credentials) {
    return SSLEngineProviderSetup.create(_ -> new MutualEngines(credentials));
  }

  @Override
  public SSLEngine createServerSSLEngine(String host, int port) {
    SSLEngine engine = engine(host, port);
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    return engine;
  }

  @Override
  public SSLEngine createClientSSLEngine(String host, int port) {
    SSLEngine engine = engine(host, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }

  private SSLEngine engine(String host, int port) {
    SSLContext context = credentials.context();
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setEnabledProtocols(PROTOCOLS);
    return engine;
  }

  @Override
  public Option<Throwable> verifyClientSession(String host, SSLSession session) {
    return verified(session);
  }

  @Override
  public Option<Throwable> verifyServerSession(String host, SSLSession session) {
    return verified(session);
  }

  private static Option<Throwable> verified(SSLSession session) {
    try {
      Role role = Role.of((X509Certificate) session.getPeerCertificates()[0]);
      return role == Role.COORDINATOR
          ? Option.empty()
          : Option.apply(new SSLException("a worker's certificate is none of a coordinator"));
    } catch (SSLPeerUnverifiedException nameless) {
      return Option.apply(nameless);
    }
  }
}
