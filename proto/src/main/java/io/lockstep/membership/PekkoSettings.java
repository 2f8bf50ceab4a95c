package io.lockstep.membership;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Pekko's settings for one node. Everything that differs from Pekko's own defaults is here, and no
/// file on the class path can change it.
final class PekkoSettings {

  /// Prefix of the role that carries a node's name, so that others can name it.
  static final String NAME_ROLE = "name-";

  private PekkoSettings() {}

  static Config of(NodeSettings node) {
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
      coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off }
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
        .withFallback(splitBrain(node))
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

  private static Config messages() {
    return text(
        """
        pekko.actor {
          provider = cluster
          allow-java-serialization = off
          serializers.seat = "%s"
          serialization-identifiers { "%s" = %d }
          serialization-bindings { "%s" = seat, "%s" = seat }
        }
        """
            .formatted(
                SeatSerializer.class.getName(),
                SeatSerializer.class.getName(),
                SeatSerializer.IDENTIFIER,
                WhereIsCoordinator.class.getName(),
                CoordinatorIsAt.class.getName()));
  }

  private static Config transport(NodeSettings node) {
    return ConfigFactory.parseMap(
        Map.of(
            "pekko.remote.artery.transport", "tcp",
            "pekko.remote.artery.canonical.hostname", node.host(),
            "pekko.remote.artery.canonical.port", node.port(),
            "pekko.remote.artery.advanced.outbound-restart-backoff",
                node.pace().seedAnswer().dividedBy(2),
            "pekko.remote.artery.advanced.connection-timeout", Duration.ofSeconds(3)));
  }

  private static Config membership(NodeSettings node) {
    Pace pace = node.pace();
    List<String> roles = new ArrayList<>(node.roles());
    roles.add(NAME_ROLE + node.name());
    return ConfigFactory.parseMap(
            Map.of(
                "roles", roles,
                "seed-node-timeout", pace.seedAnswer(),
                "retry-unsuccessful-join-after", pace.seedAnswer().multipliedBy(4),
                "shutdown-after-unsuccessful-join-seed-nodes", pace.joinPatience(),
                "periodic-tasks-initial-delay", pace.gossip(),
                "gossip-interval", pace.gossip(),
                "leader-actions-interval", pace.gossip(),
                "singleton.hand-over-retry-interval", pace.gossip(),
                "singleton-proxy.singleton-identification-interval", pace.gossip()))
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

  /// Only candidates vote, so losing many workers at once casts out nobody else. A lone candidate
  /// is always right; several need a majority, and three of them survive the loss of any one.
  private static Config splitBrain(NodeSettings node) {
    String strategy =
        node.seeds().size() < 2
            ? "active-strategy = keep-oldest, keep-oldest { role = %s, down-if-alone = off }"
            : "active-strategy = keep-majority, keep-majority { role = %s }";
    return text("stable-after = %dms, %s"
            .formatted(
                node.pace().stableAfter().toMillis(), strategy.formatted(NodeSettings.COORDINATOR)))
        .atPath("pekko.cluster.split-brain-resolver")
        .withFallback(
            text(
                "pekko.cluster.downing-provider-class ="
                    + " \"org.apache.pekko.cluster.sbr.SplitBrainResolverProvider\""));
  }

  private static Config text(String settings) {
    return ConfigFactory.parseString(settings);
  }
}
