package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.wire.Endpoint;
import io.lockstep.worker.WorkerNews;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WorkerNodeTest {

  @Test
  void aPersonReadsWhatAWorkerWaitsForAndForHowLong() {
    assertThat(
            WorkerNode.words(
                "w1",
                new WorkerNews.Waiting("10.0.0.1:25620: nobody leads yet", Duration.ofMinutes(5))))
        .isEqualTo(
            "worker w1 waits for a coordinator, 300 s in all: 10.0.0.1:25620: nobody leads yet");
    assertThat(
            WorkerNode.words(
                "w1",
                new WorkerNews.NameInUse(
                    "worker: the name w1 is in use by a process on host7", Duration.ofSeconds(20))))
        .isEqualTo(
            "worker: the name w1 is in use by a process on host7; one that is gone loses it within 15 s, so it is tried for 20 s");
  }

  @Test
  void upIsWhoWasLetIn() {
    Endpoint leader = new Endpoint("10.0.0.1", 25_620, 3, "iris-1");
    assertThat(WorkerNode.words("w1", new WorkerNews.Joined(leader)))
        .startsWith("worker w1 is up, coordinator ");
  }
}
