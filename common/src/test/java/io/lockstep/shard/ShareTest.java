package io.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// All small cases, one by one.
final class ShareTest {

  private static final int SHARDS_MAX = 40;
  private static final int TAKERS_MAX = 12;

  @Test
  void sharesOfAnyNumberOfTakersMakeUpEveryBatchInOrder() {
    for (int shards = 1; shards <= SHARDS_MAX; shards++) {
      for (int takers = 1; takers <= TAKERS_MAX; takers++) {
        List<Integer> taken = new ArrayList<>();
        for (int index = 0; index < takers; index++) {
          for (Block block : new Share(index, takers).blocks(shards)) {
            for (int shard = block.firstShard(); shard < block.endShard(shards); shard++) {
              taken.add(shard);
            }
          }
        }
        assertThat(taken)
            .as("%d shards, %d takers", shards, takers)
            .isEqualTo(IntStream.range(0, shards).boxed().toList());
      }
    }
  }

  @Test
  void sharesDifferByOneShardAtMost() {
    for (int shards = 1; shards <= SHARDS_MAX; shards++) {
      for (int takers = 1; takers <= TAKERS_MAX; takers++) {
        for (int index = 0; index < takers; index++) {
          assertThat(size(new Share(index, takers).blocks(shards), shards))
              .as("share %d of %d in %d shards", index, takers, shards)
              .isBetween(shards / takers, Math.ceilDiv(shards, takers));
        }
      }
    }
  }

  @Test
  void aShareIsCutIntoTheLargestBlocksThatLieInside() {
    for (int shards = 1; shards <= SHARDS_MAX; shards++) {
      for (int takers = 1; takers <= TAKERS_MAX; takers++) {
        for (int index = 0; index < takers; index++) {
          List<Block> blocks = new Share(index, takers).blocks(shards);
          for (Block block : blocks) {
            assertIsNode(block, shards);
            assertThat(insideWithParent(block, blocks, shards))
                .as("%s of %s in %d shards", block, blocks, shards)
                .isFalse();
          }
        }
      }
    }
  }

  @Test
  void aCoverIsTheSmallestSetOfNodesForAnyRun() {
    for (int shards = 1; shards <= SHARDS_MAX; shards++) {
      for (int begin = 0; begin <= shards; begin++) {
        for (int end = begin; end <= shards; end++) {
          assertThat(Share.cover(begin, end, shards))
              .as("shards %d..%d of %d", begin, end - 1, shards)
              .hasSize(fewestNodes(BatchPlan.rootOf(shards), begin, end, shards));
        }
      }
    }
  }

  @Test
  void theOnlyTakerGetsTheRoot() {
    for (int shards = 1; shards <= SHARDS_MAX; shards++) {
      assertThat(new Share(0, 1).blocks(shards)).containsExactly(BatchPlan.rootOf(shards));
    }
  }

  @Test
  void aBlockMayReachPastTheLastShard() {
    assertThat(new Share(1, 2).blocks(7)).containsExactly(new Block(2, 1));
    assertThat(Share.cover(4, 7, 7)).containsExactly(new Block(2, 1));
    assertThat(Share.cover(4, 7, 8)).containsExactly(new Block(1, 2), new Block(0, 6));
  }

  @Test
  void aSingleShardAtTheEndIsNamedByItsLowestNode() {
    assertThat(Share.cover(4, 5, 5)).containsExactly(new Block(0, 4));
    assertThat(Share.cover(2, 3, 3)).containsExactly(new Block(0, 2));
  }

  @Test
  void takersWithoutAShardGetNothing() {
    assertThat(new Share(1, 5).blocks(2)).isEmpty();
    assertThat(new Share(4, 5).blocks(2)).isEmpty();
    assertThat(new Share(3, 3, 16).blocks(16)).isEmpty();
  }

  @Test
  void aFasterTakerHasMoreOfTheShardsOfAFullBatch() {
    assertThat(new Share(0, 11, 16).blocks(16))
        .containsExactly(new Block(3, 0), new Block(1, 4), new Block(0, 10));
    assertThat(new Share(11, 16, 16).blocks(16)).containsExactly(new Block(0, 11), new Block(2, 3));
  }

  @Test
  void ofASmallerBatchItHasAboutAsMuch() {
    assertThat(new Share(0, 11, 16).blocks(5)).containsExactly(new Block(2, 0));
    assertThat(new Share(11, 16, 16).blocks(5)).containsExactly(new Block(0, 4));
  }

  @Test
  void unequalSharesMakeUpEveryBatchInOrder() {
    for (int of = 1; of <= SHARDS_MAX; of++) {
      int first = of / 3;
      int second = 2 * of / 3;
      for (int shards = 1; shards <= of; shards++) {
        int size = 0;
        for (Share share :
            List.of(
                new Share(0, first, of), new Share(first, second, of), new Share(second, of, of))) {
          for (Block block : share.blocks(shards)) {
            assertThat(block.firstShard()).as("%s of %d shards", share, shards).isEqualTo(size);
            size = block.endShard(shards);
          }
        }
        assertThat(size).isEqualTo(shards);
      }
    }
  }

  @Test
  void aShareThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> new Share(2, 2)).hasMessageContaining("share 2..3 of 2");
    assertThatThrownBy(() -> new Share(-1, 2)).hasMessageContaining("share -1..0 of 2");
    assertThatThrownBy(() -> new Share(0, 0)).hasMessageContaining("share 0..1 of 0");
  }

  private static void assertIsNode(Block block, int shards) {
    assertThat(BatchPlan.rootOf(shards).covers(block)).isTrue();
    assertThat(block.firstShard()).isLessThan(shards);
  }

  /// True when the parent's shards are all in this share, and are more than the block's: then the
  /// parent should stand here.
  private static boolean insideWithParent(Block block, List<Block> blocks, int shards) {
    if (block.equals(BatchPlan.rootOf(shards))) {
      return false;
    }
    Block parent = block.parent();
    int begin = blocks.getFirst().firstShard();
    int end = blocks.getLast().endShard(shards);
    boolean larger = size(List.of(parent), shards) > size(List.of(block), shards);
    return larger && parent.firstShard() >= begin && parent.endShard(shards) <= end;
  }

  private static int size(List<Block> blocks, int shards) {
    return blocks.stream().mapToInt(block -> block.endShard(shards) - block.firstShard()).sum();
  }

  private static int fewestNodes(Block node, int begin, int end, int shards) {
    int first = node.firstShard();
    int last = node.endShard(shards);
    if (first >= shards || last <= begin || first >= end) {
      return 0;
    }
    if (begin <= first && last <= end) {
      return 1;
    }
    return fewestNodes(node.left(), begin, end, shards)
        + fewestNodes(node.right(), begin, end, shards);
  }
}
