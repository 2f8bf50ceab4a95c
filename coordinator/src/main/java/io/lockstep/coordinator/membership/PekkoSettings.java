package io.lockstep.coordinator.membership;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;

/// Pekko's settings for one coordinator. Everything that differs from Pekko's own defaults is here,
/// and no file on the class path can change it.
final class PekkoSettings {

  private PekkoSettings() {}

  /// All that an actor system begins with.
  static ActorSystemSetup setup(NodeSettings node) {
    ActorSystemSetup plain = ActorSystemSetup.create(BootstrapSetup.create(of(node)));
    return node.security()
        .credentials()
        .map(credentials -> plain.and(MutualEngines.setup(credentials)))
        .orElse(plain);
  }

  private static Config of(NodeSettings node) {
    return text("""
    pekko {
      loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
      logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
      loglevel = %s
      stdout-loglevel = OFF
      log-dead-letters = off
      # The command decides how the process ends; Pekko only tells why the node did.
      jvm-shutdown-hooks = off
      jvm-exit-on-fatal-error = off
      coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off, default-phase-timeout = 3s }
      # The receptionist and its replicated data would cost start-up time for nothing.
      actor.typed.library-extensions = []
      scheduler.tick-duration = 20ms
      java-flight-recorder.enabled = off
    }
    """
            .formatted(logLevel(node.pace())))
        .withFallback(threads())
        .withFallback(messages())
        .withFallback(transport(node))
        .withFallback(membership(node))
        .withFallback(failureDetection(node.pace()))
        .withFallback(ConfigFactory.defaultReference(PekkoSettings.class.getClassLoader()))
        .resolve();
  }

  /// On one machine whoever ends breaks connections; the coordinator says what matters about it.
  private static String logLevel(Pace pace) {
    return switch (pace) {
      case PRODUCTION -> "WARNING";
      case LOCAL, TEST -> "ERROR";
    };
  }

  /// Two small pools: membership needs little, and the cores belong to the compute lanes. The
  /// internal one carries the heartbeats and runs nothing of ours.
  private static Config threads() {
    return text(
        """
        pekko.actor.default-dispatcher.fork-join-executor {
          parallelism-min = 1, parallelism-max = 2
        }
        pekko.actor.internal-dispatcher.fork-join-executor {
          parallelism-min = 2, parallelism-max = 2
        }
        pekko.remote.artery.advanced {
          use-dispatcher = pekko.actor.internal-dispatcher
          inbound-lanes = 1
        }
        """);
  }

  /// Nothing of ours crosses the cluster, so no class is ever chosen by data.
  private static Config messages() {
    return text("pekko.actor { provider = cluster, allow-java-serialization = off }");
  }

  private static Config transport(NodeSettings node) {
    return ConfigFactory.parseMap(
        Map.of(
            "pekko.remote.artery.transport", node.security().isTls() ? "tls-tcp" : "tcp",
            "pekko.remote.artery.canonical.hostname", node.host(),
            "pekko.remote.artery.canonical.port", node.port(),
            "pekko.remote.artery.advanced.outbound-restart-backoff",
                node.pace().seedAnswer().dividedBy(2),
            "pekko.remote.artery.advanced.connection-timeout", Duration.ofSeconds(3)));
  }

  private static Config membership(NodeSettings node) {
    Pace pace = node.pace();
    return ConfigFactory.parseMap(
            Map.of(
                "seed-node-timeout", pace.seedAnswer(),
                "retry-unsuccessful-join-after", pace.seedAnswer().multipliedBy(4),
                "shutdown-after-unsuccessful-join-seed-nodes", pace.joinPatience(),
                "periodic-tasks-initial-delay", pace.gossip(),
                "gossip-interval", pace.gossip(),
                "leader-actions-interval", pace.gossip(),
                "unreachable-nodes-reaper-interval", pace.gossip(),
                "singleton.hand-over-retry-interval", pace.gossip()))
        .atPath("pekko.cluster")
        .withFallback(
            text(
                "pekko.cluster { log-info = off, jmx.enabled = off, allow-weakly-up-members = off }"));
  }

  private static Config failureDetection(Pace pace) {
    return ConfigFactory.parseMap(
            Map.of(
                "threshold", 10.0,
                "heartbeat-interval", pace.heartbeat(),
                "expected-response-after", pace.heartbeat(),
                "acceptable-heartbeat-pause", pace.pauseAccepted()))
        .atPath("pekko.cluster.failure-detector");
  }

  private static Config text(String settings) {
    return ConfigFactory.parseString(settings);
  }
}
