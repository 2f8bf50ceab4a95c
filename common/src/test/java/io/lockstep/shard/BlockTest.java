package io.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class BlockTest {

  @Test
  void aBlockIsTheRunOfShardsBelowItsNode() {
    assertThat(new Block(0, 5).firstShard()).isEqualTo(5);
    assertThat(new Block(0, 5).endShard(8)).isEqualTo(6);
    assertThat(new Block(2, 1).firstShard()).isEqualTo(4);
    assertThat(new Block(2, 1).endShard(8)).isEqualTo(8);
  }

  @Test
  void aBlockEndsWithTheBatch() {
    assertThat(new Block(2, 1).endShard(6)).isEqualTo(6);
    assertThat(new Block(3, 0).endShard(5)).isEqualTo(5);
    assertThat(new Block(30, 0).endShard(5)).isEqualTo(5);
  }

  @Test
  void childrenOfABlockMakeItUpAndKnowTheirParent() {
    for (int level = 1; level < 6; level++) {
      for (int index = 0; index < 6; index++) {
        Block block = new Block(level, index);
        assertThat(block.left().firstShard()).isEqualTo(block.firstShard());
        assertThat(block.right().firstShard()).isEqualTo(block.left().endShard(1000));
        assertThat(block.right().endShard(1000)).isEqualTo(block.endShard(1000));
        assertThat(block.left().parent()).isEqualTo(block);
        assertThat(block.right().parent()).isEqualTo(block);
      }
    }
  }

  @Test
  void aBlockCoversExactlyItselfAndWhatLiesBelow() {
    int shards = 16;
    for (int level = 0; level <= 4; level++) {
      for (int index = 0; index < shards >> level; index++) {
        for (int otherLevel = 0; otherLevel <= 4; otherLevel++) {
          for (int otherIndex = 0; otherIndex < shards >> otherLevel; otherIndex++) {
            Block block = new Block(level, index);
            Block other = new Block(otherLevel, otherIndex);
            boolean within =
                other.firstShard() >= block.firstShard()
                    && other.endShard(shards) <= block.endShard(shards);
            assertThat(block.covers(other)).as("%s covers %s", block, other).isEqualTo(within);
          }
        }
      }
    }
  }

  @Test
  void peopleReadShardsFromTheFirstToTheLast() {
    assertThat(new Block(2, 1).shards(8)).isEqualTo("shards 4..7");
    assertThat(new Block(2, 1).shards(6)).isEqualTo("shards 4..5");
    assertThat(new Block(2, 1).shards(5)).isEqualTo("shard 4");
    assertThat(new Block(0, 3).shards(8)).isEqualTo("shard 3");
  }

  @Test
  void aNodeOutsideOfAnyTreeIsRefused() {
    assertThatThrownBy(() -> new Block(-1, 0)).hasMessageContaining("level -1");
    assertThatThrownBy(() -> new Block(31, 0)).hasMessageContaining("level 31");
    assertThatThrownBy(() -> new Block(0, -1)).hasMessageContaining("index -1");
  }
}
