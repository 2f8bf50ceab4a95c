package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.coordinator.CheckedBlocks.Item;
import io.lockstep.plan.WorkerId;
import io.lockstep.shard.Block;
import io.lockstep.wire.Payload;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two chunks and a tally; what is held is given back.
final class CheckedBlocksTest {

  private static final Block BLOCK = new Block(1, 0);
  private static final WorkerId OWNER = new WorkerId("w1");
  private static final WorkerId CHECKER = new WorkerId("w2");
  private static final WorkerId THIRD = new WorkerId("w3");
  private static final int TALLY = 2;

  private final CheckedBlocks checked = new CheckedBlocks(2);
  private final AtomicInteger lent = new AtomicInteger();

  @BeforeEach
  void begin() {
    checked.begin(1);
  }

  @Test
  void numbersCountWhenThePrintsOfAnotherAreTheSame() {
    assertThat(chunk(OWNER, 0, 7).counts()).isEmpty();
    assertThat(lent).as("held").hasValue(1);
    assertThat(print(CHECKER, 0, 7).counts())
        .singleElement()
        .isInstanceOfSatisfying(Item.Chunk.class, it -> assertThat(it.worker()).isEqualTo(OWNER));
    assertThat(print(THIRD, 0, 7).counts()).as("once").isEmpty();
  }

  @Test
  void numbersThatComeAfterThePrintsCountAtOnce() {
    assertThat(print(CHECKER, 1, 7).counts()).isEmpty();
    assertThat(chunk(OWNER, 1, 7).counts()).hasSize(1);
  }

  @Test
  void whatDiffersIsHeldAndNeverCounts() {
    chunk(OWNER, 0, 7);
    assertThat(print(CHECKER, 0, 8).counts()).isEmpty();
    assertThat(chunk(THIRD, 0, 8).counts())
        .as("two agree, and the third is not among them")
        .singleElement()
        .extracting(Item::worker)
        .isEqualTo(THIRD);
    assertThat(lent).as("only what counts is still out").hasValue(1);
  }

  @Test
  void wrongNumbersThatCameFirstTakeNobodysPlace() {
    chunk(OWNER, 0, 7);
    assertThat(chunk(THIRD, 0, 8).counts()).isEmpty();
    assertThat(print(CHECKER, 0, 8).counts())
        .singleElement()
        .extracting(Item::worker)
        .isEqualTo(THIRD);
    assertThat(lent).as("only what counts is still out").hasValue(1);
  }

  @Test
  void whatSomebodyHasTakenBackDoesNotCount() {
    chunk(OWNER, 0, 7);
    print(OWNER, 0, 8);
    assertThat(lent).hasValue(0);
    assertThat(print(CHECKER, 0, 7).counts()).isEmpty();
    assertThat(print(CHECKER, 0, 8).counts()).as("the numbers are still to come").isEmpty();
  }

  @Test
  void printsWithoutNumbersWaitForThem() {
    assertThat(print(CHECKER, 0, 7).counts()).isEmpty();
    assertThat(print(THIRD, 0, 7).counts()).isEmpty();
    assertThat(chunk(OWNER, 0, 7).counts()).hasSize(1);
  }

  @Test
  void aWorkerIsHeardWhenAllHasComeFromIt() {
    assertThat(print(CHECKER, 0, 7).claim()).isEmpty();
    assertThat(print(CHECKER, 1, 8).claim()).isEmpty();
    assertThat(print(CHECKER, 1, 8).claim()).as("the same again").isEmpty();
    long claim = print(CHECKER, TALLY, 9).claim().orElseThrow();
    chunk(OWNER, 1, 8);
    chunk(OWNER, 0, 7);
    assertThat(tally(OWNER, 9).claim()).hasValue(claim);
  }

  /// A worker that has begun anew is asked for the block again by a plan that has forgotten it.
  @Test
  void aLastWordThatComesAgainIsHeardAgain() {
    chunk(OWNER, 0, 7);
    chunk(OWNER, 1, 8);
    long claim = tally(OWNER, 9).claim().orElseThrow();

    assertThat(chunk(OWNER, 0, 7).claim()).as("not the last word").isEmpty();
    assertThat(tally(OWNER, 9).claim()).hasValue(claim);
  }

  /// A checker may be asked for the numbers later, when nobody is left who has them.
  @Test
  void numbersAreTakenOfAWorkerThatSentPrintsBefore() {
    print(CHECKER, 0, 7);
    assertThat(chunk(CHECKER, 0, 7).counts()).as("one worker is not two").isEmpty();
    assertThat(lent).as("held").hasValue(1);
    assertThat(print(THIRD, 0, 7).counts()).hasSize(1);
    chunk(CHECKER, 0, 7);
    assertThat(lent).as("only what counts is still out").hasValue(1);
  }

  @Test
  void numbersOnWhichTwoAgreedCountAsSoonAsOneSendsThem() {
    print(CHECKER, 0, 7);
    print(THIRD, 0, 7);
    assertThat(chunk(THIRD, 0, 7).counts()).hasSize(1);
  }

  @Test
  void whatIsLeftIsGivenBack() {
    chunk(OWNER, 0, 7);
    chunk(OWNER, 1, 7);
    checked.forget(OWNER);
    assertThat(lent).as("a worker is gone").hasValue(0);
    chunk(OWNER, 0, 7);
    checked.begin(2);
    assertThat(lent).as("a step is over").hasValue(0);
    chunk(OWNER, 0, 7);
    assertThat(lent).as("it comes after its step").hasValue(0);
  }

  @Test
  void theEndOfACheckGivesWhatIsHeld() {
    chunk(OWNER, 0, 7);
    print(CHECKER, 1, 7);
    assertThat(checked.end(BLOCK)).extracting(Item::worker).containsExactly(OWNER);
    assertThat(checked.end(BLOCK)).isEmpty();
  }

  @Test
  void theEndOfACheckGivesFirstWhatIsWhole() {
    chunk(OWNER, 0, 7);
    chunk(THIRD, 0, 8);
    chunk(THIRD, 1, 8);
    tally(THIRD, 8);
    assertThat(checked.end(BLOCK)).extracting(Item::worker).startsWith(THIRD, THIRD, THIRD);
  }

  private CheckedBlocks.Arrival chunk(WorkerId worker, int index, long print) {
    lent.incrementAndGet();
    Payload payload = Payload.borrowed(new float[1], 0, 1, lent::decrementAndGet);
    return checked.arrived(1, BLOCK, new Item.Chunk(worker, index, payload), print);
  }

  private CheckedBlocks.Arrival print(WorkerId worker, int index, long print) {
    return checked.arrived(1, BLOCK, new Item.Print(worker, index), print);
  }

  private CheckedBlocks.Arrival tally(WorkerId worker, long print) {
    return checked.arrived(1, BLOCK, new Item.Tally(worker, 1, 1), print);
  }
}
