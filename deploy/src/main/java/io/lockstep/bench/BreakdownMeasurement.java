package io.lockstep.bench;

import io.lockstep.coordinator.StepTimes;
import io.lockstep.launch.LocalCluster;
import io.lockstep.wire.Traffic;

/// Where the time of a cluster step goes, in milliseconds of wall clock per step, and what crosses
/// the wire. Items of workers are means over the workers; items of the coordinator are sums over
/// its threads. Work goes on at several places at once, so the items are more than the step, and
/// [#otherMs] is the difference: all items and it add up to [#stepMs].
///
/// @param stepMs from the end of a step to the end of the next
/// @param computeMs worker: forward, backward and batch forming
/// @param encodeMs worker: writing frames, on all its threads
/// @param decodeMs worker: reading frames
/// @param addMs coordinator: adding blocks
/// @param optimizerMs coordinator: making the new version
/// @param coordinatorEncodeMs coordinator: writing frames
/// @param coordinatorDecodeMs coordinator: reading frames
/// @param booksMs coordinator: closing the step
/// @param wireMs what a worker idles longer than all of the work and the wait can explain: a lower
///   bound of the time on the way
/// @param waitMs a worker idling until the slowest one has said its last word about the step
/// @param otherMs the remainder; below 0 where work went on beside other work
/// @param idleMs a worker without a block to compute; not an item: it holds wire, wait and the work
///   that no computing hides
/// @param bytesUp from a worker to the coordinator, per step
/// @param bytesDown from the coordinator to a worker, per step
/// @param excessPercent of both over a gradient and a version, 2·P·4 bytes
/// @param firstStepS seconds from the start of the processes to the end of the first step
record BreakdownMeasurement(
    String workload,
    int lanes,
    int processes,
    double stepMs,
    double computeMs,
    double encodeMs,
    double decodeMs,
    double addMs,
    double optimizerMs,
    double coordinatorEncodeMs,
    double coordinatorDecodeMs,
    double booksMs,
    double wireMs,
    double waitMs,
    double otherMs,
    double idleMs,
    double bytesUp,
    double bytesDown,
    double excessPercent,
    double firstStepS)
    implements Measurement {

  private static final double MILLI = 1e6;

  /// @param parameters P of the net
  /// @throws IllegalArgumentException if no step lies between the readings
  static BreakdownMeasurement between(
      StepTimes.Reading before, StepTimes.Reading after, Setting setting) {
    long steps = after.steps() - before.steps();
    if (steps < 1) {
      throw new IllegalArgumentException("no step lies between the two readings");
    }
    Traffic traffic = after.traffic().since(before.traffic());
    double perStep = 1 / (steps * MILLI);
    double perWorker = perStep / setting.size().processes();
    double step = (after.nanos() - before.nanos()) * perStep;
    double compute = (after.computeNanos() - before.computeNanos()) * perWorker;
    double encode = (after.encodeNanos() - before.encodeNanos()) * perWorker;
    double decode = (after.decodeNanos() - before.decodeNanos()) * perWorker;
    double add = (after.addNanos() - before.addNanos()) * perStep;
    double optimizer = (after.optimizerNanos() - before.optimizerNanos()) * perStep;
    double theirEncode = traffic.encodeNanos() * perStep;
    double theirDecode = traffic.decodeNanos() * perStep;
    double books = (after.booksNanos() - before.booksNanos()) * perStep;
    double wait = (after.waitNanos() - before.waitNanos()) * perWorker;
    double idle = (after.idleNanos() - before.idleNanos()) * perWorker;
    double coordinator = add + optimizer + theirEncode + theirDecode + books;
    double wire = Math.max(0, idle - wait - decode - coordinator);
    double other = step - compute - encode - decode - coordinator - wire - wait;
    double share = 1.0 / (steps * setting.size().processes());
    double up = traffic.bytesReceived() * share;
    double down = traffic.bytesSent() * share;
    double least = 2.0 * setting.parameters() * Float.BYTES;
    return new BreakdownMeasurement(
        setting.workload().name(),
        setting.size().lanes(),
        setting.size().processes(),
        step,
        compute,
        encode,
        decode,
        add,
        optimizer,
        theirEncode,
        theirDecode,
        books,
        wire,
        wait,
        other,
        idle,
        up,
        down,
        100 * ((up + down) / least - 1),
        setting.firstStepSeconds());
  }

  /// What was measured.
  ///
  /// @param parameters P of the net
  /// @param firstStepSeconds from the start of the processes to the end of the first step
  record Setting(
      Workload workload, LocalCluster.Size size, long parameters, double firstStepSeconds) {}

  @Override
  public String line() {
    return """
           step %.3f ms = worker: compute %.3f, encode %.3f, decode %.3f; \
    coordinator: add %.3f, optimizer %.3f, encode %.3f, decode %.3f, books %.3f; \
    wire %.3f, wait %.3f, other %.3f
           a worker idles %.3f ms of it; %.0f bytes up and %.0f down per step and worker, \
    %+.2f %% over 2*P*4; first step after %.2f s\
    """
        .formatted(
            stepMs,
            computeMs,
            encodeMs,
            decodeMs,
            addMs,
            optimizerMs,
            coordinatorEncodeMs,
            coordinatorDecodeMs,
            booksMs,
            wireMs,
            waitMs,
            otherMs,
            idleMs,
            bytesUp,
            bytesDown,
            excessPercent,
            firstStepS);
  }
}
