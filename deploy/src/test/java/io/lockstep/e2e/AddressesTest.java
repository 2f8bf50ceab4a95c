package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What nodes have to know of each other, and what of them others have to reach.
@Timeout(300)
final class AddressesTest {

  private static final String ADDRESS = "127.0.0.1";
  private static final String NAME = "localhost";

  @TempDir Path folder;

  /// Each coordinator is listed as the other one, and everybody goes to the list.
  @Test
  void aHostMayBeSpeltOtherwiseInTheListThanByItself() throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(folder, List.of(NAME, ADDRESS))) {
      cluster.coordinator(0, "--host", ADDRESS);
      cluster.coordinator(1, "--host", NAME);
      cluster.worker("w0");
      cluster.awaitStarted("w0");

      cluster.requireGoodEnd(cluster.awaitLeader(1));
    }
  }

  /// That is all that a firewall has to let through, also while it looks for who leads.
  @Test
  void nobodyElsewhereCanComeToAWorkerAndItDialsNothingButThePortsInTheList() throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(folder, 1)) {
      LockstepProcess coordinator = cluster.coordinator(0);
      SocketWatch worker = new SocketWatch(cluster.worker("w0"));
      worker.watchUntil(() -> cluster.joined("w0") == 1);
      coordinator.kill();
      worker.watchUntil(() -> cluster.node("w0").text().contains("looking for who leads"));
      cluster.coordinator(0, "--resume");
      worker.watchUntil(() -> cluster.joined("w0") == 2);

      assertThat(worker.listening()).isEmpty();
      assertThat(worker.dialled()).isEqualTo(new TreeSet<>(cluster.ports()));
      cluster.requireGoodEnd(0);
    }
  }
}
