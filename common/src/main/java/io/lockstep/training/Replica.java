package io.lockstep.training;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.reduce.Piece;
import io.lockstep.version.VersionMaker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/// The state of a run, held beside the process that leads it: begins at a checkpoint, is given the
/// sums of the gradients of each step that follows, and makes of them the same versions, moments
/// included, bit for bit. What the books say of each version comes with it.
///
/// A step is applied only when the run could be gone on with from its version, or from a later one
/// that is known: until then its sums wait, up to a budget. So what is held is a version from which
/// the run can go on, but for the moments in which more waits than fits.
///
/// One thread at a time.
public final class Replica {

  private final PreparedRun run;
  private final Trainee trainee;
  private final VersionMaker maker;
  private final int chunk;
  private final long budgetBytes;
  private final ReplicaLines lines;
  private final Deque<Step> waiting = new ArrayDeque<>();
  private long version;
  private Optional<Map<String, String>> facts;

  /// A step whose sums are coming.
  private static final class Step {
    private final long number;
    private final Piece[] sums;
    private double rate;
    private int examples;
    private int missing;

    Step(long number, int chunks) {
      this.number = number;
      this.sums = new Piece[chunks];
      this.missing = chunks;
    }

    void release() {
      for (Piece sum : sums) {
        if (sum != null) {
          sum.release();
        }
      }
    }
  }

  /// What was told does not fit what is held: it has to begin anew.
  public static final class MisfitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param what does not fit, in words
    public MisfitException(String what) {
      super(what);
    }
  }

  /// @param base checkpoint of the same run
  /// @param budgetBytes of sums that may wait
  /// @throws MisfitException if the checkpoint is one of another run
  public Replica(PreparedRun run, Checkpoint base, long budgetBytes) {
    if (!base.origin().configurationHash().equals(run.configurationHash())
        || !base.origin().dataFingerprint().equals(run.data().fingerprint())) {
      throw new MisfitException("the checkpoint is of another configuration or other data");
    }
    this.run = run;
    this.trainee = run.newTrainee();
    this.chunk = run.configuration().wire().chunk();
    this.budgetBytes = budgetBytes;
    this.lines = new ReplicaLines(base.step());
    trainee.restore(base);
    this.version = base.step();
    this.facts = Optional.of(base.facts());
    this.maker = new VersionMaker(run.making(trainee), chunk, (_, sum) -> sum.release());
  }

  private int chunks() {
    return Math.ceilDiv(trainee.parameters().length, chunk);
  }

  /// A step begins. Said again before anything of it has come, the later rate counts.
  ///
  /// @param rate the learning rate of the step
  /// @param examples n of the batch
  /// @throws MisfitException if it is not the next one
  public void begins(long step, double rate, int examples) {
    Step last = waiting.peekLast();
    if (last == null || last.number != step) {
      long next = (last == null ? version : last.number) + 1;
      require(step == next && (last == null || last.missing == 0), "step", step, next);
      last = new Step(step, chunks());
      waiting.add(last);
    }
    last.rate = rate;
    last.examples = examples;
  }

  /// The sum of a chunk over the batch; owned here from now on.
  ///
  /// @throws MisfitException if it is not awaited; then it is released
  public void sum(long step, int index, Piece sum) {
    Step last = waiting.peekLast();
    boolean awaited =
        last != null
            && last.number == step
            && index < last.sums.length
            && last.sums[index] == null
            && sum.length() == Math.min(chunk, trainee.parameters().length - index * chunk);
    if (!awaited) {
      sum.release();
      throw new MisfitException("chunk %d of step %d is not awaited".formatted(index, step));
    }
    last.sums[index] = sum;
    last.missing--;
    if (last.missing == 0 && waitingBytes() > budgetBytes) {
      applyUpTo(step - 1);
    }
  }

  private long waitingBytes() {
    return (long) waiting.size() * trainee.parameters().length * Float.BYTES;
  }

  /// A line of the ledger; kept as it is, and not copied.
  ///
  /// @throws MisfitException if too many of them wait for a checkpoint
  public void ledgerLine(long step, byte[] line) {
    lines.ledger(step, line);
  }

  /// A line of the metrics; kept as it is, and not copied.
  ///
  /// @throws MisfitException if too many of them wait for a checkpoint
  public void metricsLine(long step, byte[] line) {
    lines.metrics(step, line);
  }

  /// A checkpoint of this version is on the disk: lines up to there are as well.
  public void sealed(long step) {
    lines.forgetUpTo(step);
  }

  /// The run could be gone on with from this version.
  ///
  /// @param fingerprint of it, as the ledger has it
  /// @throws MisfitException if the version that comes out here is another
  public void resumable(long step, long fingerprint, Map<String, String> newFacts) {
    boolean isFresh = applyUpTo(step);
    require(version == step, "version", version, step);
    if (isFresh && maker.fingerprint() != fingerprint) {
      throw new MisfitException(
          "version %d came out as %016x, and is %016x"
              .formatted(step, maker.fingerprint(), fingerprint));
    }
    facts = Optional.of(newFacts);
  }

  /// @return whether anything was applied
  private boolean applyUpTo(long step) {
    boolean applied = false;
    while (!waiting.isEmpty() && waiting.peek().number <= step) {
      Step next = waiting.peek();
      require(next.missing == 0, "missing chunks of step " + next.number, next.missing, 0);
      waiting.remove();
      apply(next);
      applied = true;
    }
    return applied;
  }

  private void apply(Step step) {
    facts = Optional.empty();
    float[] parameters = trainee.parameters();
    maker.begin(step.number, step.rate, step.examples, parameters, parameters);
    for (int index = 0; index < step.sums.length; index++) {
      if (maker.sum(index, step.sums[index])) {
        for (int left = maker.rounds(); left > 0; left--) {
          maker.beginRound(left);
          maker.takeRound();
        }
      }
    }
    version = step.number;
  }

  /// The version that is held, if the run can be gone on with from it.
  public Optional<HeldVersion> held() {
    return facts.map(known -> new HeldVersion(run, version, trainee, known, lines));
  }

  /// Gives back what waits; nothing may be told afterwards.
  public void drop() {
    waiting.forEach(Step::release);
    waiting.clear();
  }

  private static void require(boolean holds, String what, long is, long expected) {
    if (!holds) {
      throw new MisfitException("%s %d came, and %d was next".formatted(what, is, expected));
    }
  }
}
