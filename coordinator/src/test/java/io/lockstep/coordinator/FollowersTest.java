package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.reduce.Piece;
import io.lockstep.wire.ChunkPool;
import io.lockstep.wire.LeaderFrame;
import io.lockstep.wire.Payload;
import io.lockstep.wire.Reign;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What stand-bys are told, and that they never hold a step up.
final class FollowersTest {

  private static final Reign REIGN = new Reign(7, 3);

  private final ChunkPool pool = new ChunkPool(1 << 20);
  private final Deque<Runnable> sending = new ArrayDeque<>();
  private final Followers followers =
      new Followers(REIGN, pool, new Followers.Limits(2, 1, 64), sending::add);

  @Test
  void aStandByIsToldOfEveryStepBehindTheCheckpointThatItsComingBrings() {
    Ear c1 = new Ear("c1");
    followers.comes(c1);
    assertThat(followers.asksForCheckpoint()).isTrue();
    assertThat(followers.isFollowing()).isFalse();
    followers.begins(8, 0.5, 10);
    tellSum(8);
    followers.checkpointBegun(8);
    assertThat(followers.asksForCheckpoint()).isFalse();
    assertThat(followers.isFollowing()).isTrue();
    followers.begins(9, 0.25, 10);
    tellSum(9);
    byte[] row = "{\"step\":9}\nrest".getBytes(StandardCharsets.UTF_8);
    followers.ledger().line(9, row, 11);
    followers.resumable(9, 11, () -> Map.of("a", "b"));
    followers.checkpointSealed(8);
    send();

    assertThat(c1.heard.get(0)).isEqualTo(new LeaderFrame.FromCheckpoint(REIGN, 8, 1));
    assertThat(c1.heard.get(1)).isEqualTo(new LeaderFrame.StepBegins(REIGN, 9, 0.25, 10));
    LeaderFrame.SumChunk sum = (LeaderFrame.SumChunk) c1.heard.get(2);
    assertThat(sum.step()).isEqualTo(9);
    assertThat(numbers(sum.payload())).containsExactly(9, 10, 11);
    LeaderFrame.BookLine line = (LeaderFrame.BookLine) c1.heard.get(3);
    assertThat(line.line()).isEqualTo("{\"step\":9}\n".getBytes(StandardCharsets.UTF_8));
    assertThat(c1.heard.get(4))
        .isEqualTo(new LeaderFrame.Resumable(REIGN, 9, 11, Map.of("a", "b")));
    assertThat(c1.heard.get(5)).isEqualTo(new LeaderFrame.Sealed(REIGN, 8));
    assertThat(c1.heard).hasSize(6);
  }

  @Test
  void whatASumIsMadeIntoAfterwardsIsNotWhatIsTold() {
    Ear c1 = followed("c1");
    float[] sum = {1, 2, 3};
    followers.sum(9, 0, 0, new Lent(sum));
    sum[1] = 77;
    send();
    assertThat(numbers(((LeaderFrame.SumChunk) c1.heard.getLast()).payload()))
        .containsExactly(1, 2, 3);
  }

  @Test
  void sumsOfTwoGoBackToThePoolOnceBothHaveThem() {
    Ear c1 = followed("c1");
    Ear c2 = followed("c2");
    for (int step = 9; step < 19; step++) {
      tellSum(step);
      send();
      c1.release();
      c2.release();
    }
    assertThat(pool.allocatedArrays()).isOne();
  }

  @Test
  void beyondTheBudgetNobodyIsToldAndTheStepGoesOn() {
    Ear c1 = followed("c1");
    for (int step = 9; step < 14; step++) {
      tellSum(step);
    }
    assertThat(c1.closed).isEmpty();
    tellSum(14); // 6 times 12 bytes would wait, of 64.
    assertThat(c1.closed).startsWith("the leader has no time to tell of its steps: ");
    assertThat(followers.isFollowing()).isFalse();
    send();
    followers.comes(c1);
    assertThat(followers.asksForCheckpoint()).isTrue();
  }

  @Test
  void noMoreThanAreAskedForAreToldAndNobodyTwice() {
    Ear c1 = followed("c1");
    followed("c2");
    Ear c3 = new Ear("c3");
    followers.comes(c3);
    assertThat(c3.closed).isEqualTo("cluster.followers is 2, and as many follow already");
    followers.comes(c1);
    assertThat(c1.closed).isEqualTo("it asks twice to follow");
  }

  @Test
  void whoIsGoneIsToldNothingMoreAndLeavesRoom() {
    Ear c1 = followed("c1");
    followers.holds(c1, 8);
    assertThat(followers.holding()).isEqualTo(Map.of("c1", 8L));
    followers.gone(c1);
    tellSum(9);
    send();
    assertThat(c1.heard).hasSize(1);
    assertThat(followers.isFollowing()).isFalse();
    assertThat(followers.holding()).isEmpty();
    Ear waiting = new Ear("c2");
    followers.comes(waiting);
    followers.gone(waiting);
    assertThat(followers.asksForCheckpoint()).isFalse();
  }

  @Test
  void whatFitsInNoFrameEndsItForEverybody() {
    Ear c1 = followed("c1");
    byte[] row = new byte[LeaderFrame.BookLine.LINE_BYTES_MAX + 1];
    followers.ledger().line(9, row, row.length);
    assertThat(c1.closed).isEqualTo("a line of the books has 262,081 bytes, more than is told");
    Ear c2 = new Ear("c2");
    followers.comes(c2);
    assertThat(c2.closed).isEqualTo(c1.closed);
  }

  private Ear followed(String node) {
    Ear ear = new Ear(node);
    followers.comes(ear);
    followers.checkpointBegun(8);
    send();
    return ear;
  }

  private void tellSum(long step) {
    followers.sum(step, 0, 0, new Lent(new float[] {step, step + 1, step + 2}));
  }

  private void send() {
    while (!sending.isEmpty()) {
      sending.remove().run();
    }
  }

  private static List<Integer> numbers(Payload payload) {
    List<Integer> numbers = new ArrayList<>();
    for (int at = 0; at < payload.length(); at++) {
      numbers.add((int) payload.array()[payload.at() + at]);
    }
    return numbers;
  }

  private record Lent(float[] array) implements Piece {
    @Override
    public int at() {
      return 0;
    }

    @Override
    public int length() {
      return array.length;
    }

    @Override
    public void release() {
      throw new AssertionError("it is lent for the call only");
    }
  }

  /// Hears everything.
  private static final class Ear implements FollowerPeer {
    private final String node;
    private final List<LeaderFrame> heard = new ArrayList<>();
    private String closed = "";

    Ear(String node) {
      this.node = node;
    }

    @Override
    public String node() {
      return node;
    }

    @Override
    public void send(LeaderFrame frame) {
      heard.add(frame);
    }

    void release() {
      ((LeaderFrame.SumChunk) heard.removeLast()).payload().release();
    }

    @Override
    public void close(String reason) {
      closed = reason;
    }
  }
}
