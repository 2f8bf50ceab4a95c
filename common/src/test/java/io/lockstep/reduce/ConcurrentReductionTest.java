package io.lockstep.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.reduce.Offering.Parcel;
import io.lockstep.reduce.StepReduction.Arrival;
import io.lockstep.shard.Block;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Workers whose streams are read by different threads.
@Timeout(60)
final class ConcurrentReductionTest {

  private static final int THREADS = 4;
  private static final int ROUNDS = 300;
  private static final int SHARDS_MAX = 13;

  @Test
  void offersFromSeveralThreadsGiveTheBitsOfTheDefinition() throws Exception {
    AtomicReferenceArray<float[]> sums = new AtomicReferenceArray<>(Offering.CHUNKS);
    StepReduction reduction =
        Offering.reduction(
            SHARDS_MAX,
            (chunk, sum) -> {
              assertThat(sums.getAndSet(chunk, ((Loan) sum).numbers())).isNull();
              sum.release();
            });
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int seed = 0; seed < ROUNDS; seed++) {
        Random random = new Random(seed);
        Offering offering = new Offering(random, 1 + random.nextInt(SHARDS_MAX));
        for (int chunk = 0; chunk < Offering.CHUNKS; chunk++) {
          sums.set(chunk, null);
        }
        reduction.begin(seed + 1, offering.shards);
        Round round = new Round(reduction, offering, seed + 1);
        round.run(threads, random);
        String what = "seed " + seed;
        assertThat(reduction.openRoots()).as(what).isZero();
        for (int chunk = 0; chunk < Offering.CHUNKS; chunk++) {
          assertThat(sums.get(chunk))
              .as(what)
              .containsExactly(offering.sum(offering.root(), chunk));
        }
        assertThat(reduction.lossSum()).as(what).isEqualTo(offering.lossSum(offering.root()));
        assertThat(round.completions.get()).as(what).isEqualTo(round.blocks.size());
        assertThat(round.loans).as(what).allMatch(loan -> loan.releases() == 1);
      }
    }
  }

  /// Everything of one step, dealt to all threads.
  private static final class Round {
    private final StepReduction reduction;
    private final Offering offering;
    private final long step;
    private final List<Loan> loans = Collections.synchronizedList(new ArrayList<>());
    private final Set<Block> blocks = new HashSet<>();
    private final AtomicInteger completions = new AtomicInteger();

    Round(StepReduction reduction, Offering offering, long step) {
      this.reduction = reduction;
      this.offering = offering;
      this.step = step;
    }

    void run(ExecutorService threads, Random random) throws Exception {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      CountDownLatch done = new CountDownLatch(THREADS);
      List<Future<?>> readers = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        List<Parcel> parcels = offering.shares(1 + random.nextInt(5));
        Collections.shuffle(parcels, random);
        parcels.forEach(parcel -> blocks.add(parcel.block()));
        readers.add(
            threads.submit(() -> {
              start.await(20, TimeUnit.SECONDS);
              parcels.forEach(this::offer);
              done.countDown();
              return null;
            }));
      }
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
      for (Future<?> reader : readers) {
        reader.get(20, TimeUnit.SECONDS);
      }
    }

    private void offer(Parcel parcel) {
      Arrival arrival;
      if (parcel.chunk() == Offering.CHUNKS) {
        arrival =
            reduction.offerTally(
                step,
                parcel.block(),
                offering.lossSum(parcel.block()),
                offering.correct(parcel.block()),
                parcel.worker());
      } else {
        Loan loan = new Loan(offering.sum(parcel.block(), parcel.chunk()), 1);
        loans.add(loan);
        arrival = reduction.offer(step, parcel.block(), parcel.chunk(), loan);
      }
      if (arrival == Arrival.BLOCK_COMPLETE) {
        completions.incrementAndGet();
      }
    }
  }
}
