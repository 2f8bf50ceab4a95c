package io.lockstep.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.reduce.Offering.Parcel;
import io.lockstep.reduce.StepReduction.Arrival;
import io.lockstep.shard.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whatever comes in whatever order: the sums are those of the definition.
final class StepReductionTest {

  private static final int SEEDS = 1500;
  private static final int SHARDS_MAX = 23;
  private static final int STEPS = 3;

  private final float[][] sums = new float[Offering.CHUNKS][];
  private final List<Loan> loans = new ArrayList<>();
  private final StepReduction reduction =
      Offering.reduction(
          SHARDS_MAX,
          (chunk, sum) -> {
            assertThat(sums[chunk]).as("chunk %d is summed once", chunk).isNull();
            sums[chunk] = ((Loan) sum).numbers();
            sum.release();
          });

  @Test
  void anyDecompositionInAnyOrderGivesTheBitsOfTheDefinition() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      for (int step = 1; step <= STEPS; step++) {
        long ofStep = (long) seed * STEPS + step;
        Offering offering = new Offering(random, 1 + random.nextInt(SHARDS_MAX));
        List<Parcel> parcels = offering.shares(1 + random.nextInt(6));
        parcels.addAll(offering.shares(1 + random.nextInt(6)));
        for (int more = random.nextInt(8); more > 0; more--) {
          Offering.addWhole(parcels, offering.anyNode(random), "extra" + more);
        }
        Collections.shuffle(parcels, random);
        bring(offering, parcels, ofStep, random, "seed %d, step %d".formatted(seed, ofStep));
      }
    }
    reduction.begin(Long.MAX_VALUE, 1);
    assertThat(loans).allMatch(loan -> loan.releases() == 1);
  }

  private void bring(
      Offering offering, List<Parcel> parcels, long step, Random random, String what) {
    Arrays.fill(sums, null);
    reduction.begin(step, offering.shards);
    Set<Parcel> distinct = new HashSet<>();
    for (Parcel parcel : parcels) {
      Parcel named = new Parcel(parcel.block(), parcel.chunk(), "anyone");
      distinct.add(named);
      boolean lastOfBlock =
          distinct.stream().filter(seen -> seen.block().equals(parcel.block())).count()
                  == Offering.CHUNKS + 1
              && completed.add(List.of(step, parcel.block()));
      Arrival arrival = offer(offering, parcel, step, random);
      assertThat(arrival == Arrival.BLOCK_COMPLETE)
          .as("%s: %s completes its block: %s", what, parcel, arrival)
          .isEqualTo(lastOfBlock);
      offerNonsense(offering, parcel, step, random);
    }
    assertComplete(offering, step, what);
  }

  private final Set<List<Object>> completed = new HashSet<>();

  private void offerNonsense(Offering offering, Parcel parcel, long step, Random random) {
    assertThat(offer(offering, parcel, step - 1, random)).isEqualTo(Arrival.STALE);
    assertThat(offer(offering, parcel, step + 1, random)).isEqualTo(Arrival.STALE);
    Parcel beyond = new Parcel(new Block(0, offering.shards), parcel.chunk(), "w");
    Parcel above = new Parcel(offering.root().parent(), parcel.chunk(), "w");
    assertThat(offerNumbers(beyond, step, new float[5])).isEqualTo(Arrival.UNKNOWN);
    assertThat(offerNumbers(above, step, new float[5])).isEqualTo(Arrival.UNKNOWN);
  }

  private Arrival offer(Offering offering, Parcel parcel, long step, Random random) {
    if (parcel.chunk() == Offering.CHUNKS) {
      return reduction.offerTally(
          step,
          parcel.block(),
          offering.lossSum(parcel.block()),
          offering.correct(parcel.block()),
          parcel.worker());
    }
    Loan loan = new Loan(offering.sum(parcel.block(), parcel.chunk()), random.nextInt(4));
    loans.add(loan);
    return reduction.offer(step, parcel.block(), parcel.chunk(), loan);
  }

  private Arrival offerNumbers(Parcel parcel, long step, float[] numbers) {
    if (parcel.chunk() == Offering.CHUNKS) {
      return reduction.offerTally(step, parcel.block(), 1, 1, parcel.worker());
    }
    Loan loan = new Loan(numbers, 0);
    loans.add(loan);
    return reduction.offer(step, parcel.block(), parcel.chunk(), loan);
  }

  private void assertComplete(Offering offering, long step, String what) {
    assertThat(reduction.openRoots()).as(what).isZero();
    for (int chunk = 0; chunk < Offering.CHUNKS; chunk++) {
      assertThat(sums[chunk]).as(what).containsExactly(offering.sum(offering.root(), chunk));
    }
    assertThat(reduction.lossSum()).as(what).isEqualTo(offering.lossSum(offering.root()));
    assertThat(reduction.correctCount()).as(what).isEqualTo(offering.correct(offering.root()));
    BitSet credited = new BitSet();
    reduction.credits((first, last, _) -> {
      for (int shard = first; shard <= last; shard++) {
        assertThat(credited.get(shard)).as("%s: shard %d twice", what, shard).isFalse();
        credited.set(shard);
      }
    });
    assertThat(credited.cardinality()).as(what).isEqualTo(offering.shards);
  }

  @Test
  void whoCameFirstIsCredited() {
    Offering offering = new Offering(new Random(1), 4);
    reduction.begin(1, 4);
    for (Parcel parcel : offering.shares(2)) {
      offer(offering, parcel, 1, new Random(1));
    }
    List<String> credits = new ArrayList<>();
    reduction.credits(
        (first, last, worker) -> credits.add("%d..%d %s".formatted(first, last, worker)));
    assertThat(credits).containsExactly("0..1 w0", "2..3 w1");
  }

  @Test
  void aBlockThatCoversOthersTakesTheirCredit() {
    Offering offering = new Offering(new Random(1), 4);
    reduction.begin(1, 4);
    tally(offering, new Block(0, 0), "early");
    tally(offering, new Block(1, 1), "right");
    tally(offering, new Block(1, 0), "whole");
    List<String> credits = new ArrayList<>();
    reduction.credits(
        (first, last, worker) -> credits.add("%d..%d %s".formatted(first, last, worker)));
    assertThat(credits).containsExactly("0..1 whole", "2..3 right");
    assertThat(reduction.correctCount()).isEqualTo(10);
  }

  private void tally(Offering offering, Block block, String worker) {
    offer(offering, new Parcel(block, Offering.CHUNKS, worker), 1, new Random(1));
  }

  @Test
  void theNextStepReleasesWhatNobodyNeeded() {
    Offering offering = new Offering(new Random(2), 8);
    reduction.begin(1, 8);
    offer(offering, new Parcel(new Block(0, 0), 0, "w"), 1, new Random(1));
    offer(offering, new Parcel(new Block(1, 2), 1, "w"), 1, new Random(1));
    offer(offering, new Parcel(new Block(0, 1), 2, "w"), 1, new Random(1));
    assertThat(loans).allMatch(loan -> loan.releases() == 0);
    reduction.begin(2, 3);
    assertThat(loans).allMatch(loan -> loan.releases() == 1);
    assertThat(reduction.openRoots()).isEqualTo(Offering.CHUNKS + 1);
  }

  @Test
  void whatComesOfTheStepBeforeWhileTheNextOneBeginsDoesNotCountInIt() {
    Block block = new Block(0, 0);
    reduction.begin(1, 2);
    Loan late = new Loan(new float[5], 0);
    // Chunk 0 has begun step 2 when its leftover comes back; chunk 1 has not.
    Piece leftover =
        new Piece() {
          private final float[] numbers = new float[5];

          @Override
          public float[] array() {
            return numbers;
          }

          @Override
          public int at() {
            return 0;
          }

          @Override
          public int length() {
            return numbers.length;
          }

          @Override
          public void release() {
            assertThat(reduction.offer(1, block, 1, late)).isEqualTo(Arrival.TAKEN);
          }
        };
    reduction.offer(1, block, 0, leftover);
    reduction.begin(2, 2);
    assertThat(late.releases()).isEqualTo(1);
    for (int chunk = 0; chunk < Offering.CHUNKS; chunk++) {
      assertThat(reduction.offer(2, block, chunk, new Loan(new float[5], 0)))
          .as("chunk %d, the tally is still missing", chunk)
          .isEqualTo(Arrival.TAKEN);
    }
    assertThat(reduction.offerTally(2, block, 1, 1, "w")).isEqualTo(Arrival.BLOCK_COMPLETE);
  }
}
