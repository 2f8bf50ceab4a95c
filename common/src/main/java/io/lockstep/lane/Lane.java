package io.lockstep.lane;

import io.lockstep.model.GradientProgress;
import io.lockstep.shard.Block;
import io.lockstep.shard.Share;
import java.util.ArrayList;
import java.util.List;

/// One compute thread's part of the team: its share of the block at hand, and the buffers it
/// computes into.
final class Lane implements GradientProgress {

  final int index;
  final BlockCompute compute;
  private final LaneTeam team;
  private final Share share;
  private final int chunk;
  private final int gradientLength;
  private final GradientBuffers buffers;
  private final List<List<Block>> partsByShardCount;
  private GradientBuffer[] held = new GradientBuffer[0];
  private List<Block> parts = List.of();
  private int partAtHand;
  private int chunksLeft;

  Lane(LaneTeam team, LaneTask task, int index, int laneCount, int chunk) {
    this.team = team;
    this.index = index;
    this.chunk = chunk;
    this.share = new Share(index, laneCount);
    this.compute = new BlockCompute(task);
    this.gradientLength = task.network().layout().length();
    this.buffers = new GradientBuffers(gradientLength, chunk);
    this.partsByShardCount = new ArrayList<>();
  }

  /// Computes this lane's part of the block at hand.
  void computeShare() {
    for (int part = 0; part < parts.size(); part++) {
      held[part].letGo();
    }
    parts = partsOf(team.shardCount);
    if (held.length < parts.size()) {
      held = new GradientBuffer[parts.size()];
    }
    for (int part = 0; part < parts.size(); part++) {
      held[part] = buffers.take();
    }
    for (partAtHand = 0; partAtHand < parts.size(); partAtHand++) {
      Block block = parts.get(partAtHand);
      chunksLeft = Math.ceilDiv(gradientLength, chunk);
      compute.compute(
          team.step,
          team.firstShard + block.firstShard(),
          team.firstShard + block.endShard(team.shardCount),
          team.parameters,
          held[partAtHand].gradient,
          this);
      team.offerTally(block, compute.lossSum(), compute.correctCount());
    }
  }

  /// Remembered, because a step must not allocate: the same few sizes come again and again.
  private List<Block> partsOf(int shardCount) {
    while (partsByShardCount.size() <= shardCount) {
      partsByShardCount.add(null);
    }
    List<Block> known = partsByShardCount.get(shardCount);
    if (known == null) {
      known = share.blocks(shardCount);
      partsByShardCount.set(shardCount, known);
    }
    return known;
  }

  @Override
  public void finalFrom(int offset) {
    if (!team.isStreamed()) {
      return;
    }
    while (chunksLeft > 0 && (chunksLeft - 1) * chunk >= offset) {
      chunksLeft--;
      team.offer(parts.get(partAtHand), chunksLeft, held[partAtHand].lend(chunksLeft));
    }
  }

  /// Hands out one chunk of every part; any lane may call this for any other when all are done
  /// computing.
  void handOut(int chunkIndex) {
    for (int part = 0; part < parts.size(); part++) {
      team.offer(parts.get(part), chunkIndex, held[part].lend(chunkIndex));
    }
  }
}
