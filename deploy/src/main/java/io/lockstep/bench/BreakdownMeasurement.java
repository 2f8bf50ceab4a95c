package io.lockstep.bench;

import io.lockstep.coordinator.StepTimes;
import io.lockstep.launch.LocalCluster;
import java.util.function.ToLongFunction;

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
    long bytesUp,
    long bytesDown,
    double excessPercent,
    double firstStepS)
    implements Measurement {

  /// What was measured.
  ///
  /// @param parameters P of the net
  /// @param firstStepSeconds from the start of the processes to the end of the first step
  record Setting(
      Workload workload, LocalCluster.Size size, long parameters, double firstStepSeconds) {}

  /// @throws IllegalArgumentException if no step lies between the readings
  static BreakdownMeasurement between(
      StepTimes.Reading before, StepTimes.Reading after, Setting setting) {
    Steps steps = new Steps(before, after, setting.size().processes());
    double step = steps.millis(StepTimes.Reading::nanos);
    double compute = steps.millisOfWorker(StepTimes.Reading::computeNanos);
    double encode = steps.millisOfWorker(StepTimes.Reading::encodeNanos);
    double decode = steps.millisOfWorker(StepTimes.Reading::decodeNanos);
    double add = steps.millis(StepTimes.Reading::addNanos);
    double optimizer = steps.millis(StepTimes.Reading::optimizerNanos);
    double theirEncode = steps.millis(reading -> reading.traffic().encodeNanos());
    double theirDecode = steps.millis(reading -> reading.traffic().decodeNanos());
    double books = steps.millis(StepTimes.Reading::booksNanos);
    double coordinator = add + optimizer + theirEncode + theirDecode + books;
    double wait = steps.millisOfWorker(StepTimes.Reading::waitNanos);
    double idle = steps.millisOfWorker(StepTimes.Reading::idleNanos);
    double wire = Math.max(0, idle - wait - decode - coordinator);
    double up = steps.ofWorker(reading -> reading.traffic().bytesReceived());
    double down = steps.ofWorker(reading -> reading.traffic().bytesSent());
    double least = 2.0 * setting.parameters() * Float.BYTES;
    return new BreakdownMeasurement(
        setting.workload().name(),
        setting.size().lanes().most(),
        setting.size().processes(),
        micro(step),
        micro(compute),
        micro(encode),
        micro(decode),
        micro(add),
        micro(optimizer),
        micro(theirEncode),
        micro(theirDecode),
        micro(books),
        micro(wire),
        micro(wait),
        micro(step - compute - encode - decode - coordinator - wire - wait),
        micro(idle),
        Math.round(up),
        Math.round(down),
        Measurement.rounded(100 * ((up + down) / least - 1)),
        Measurement.rounded(setting.firstStepSeconds()));
  }

  /// Whole microseconds.
  private static double micro(double millis) {
    return Math.round(millis * 1e3) / 1e3;
  }

  /// The steps between two readings.
  private record Steps(StepTimes.Reading before, StepTimes.Reading after, int workers) {

    private static final double MILLI = 1e6;

    Steps {
      if (after.steps() <= before.steps()) {
        throw new IllegalArgumentException("no step lies between the two readings");
      }
    }

    double millis(ToLongFunction<StepTimes.Reading> sum) {
      return ofWorker(sum) * workers / MILLI;
    }

    double millisOfWorker(ToLongFunction<StepTimes.Reading> sum) {
      return ofWorker(sum) / MILLI;
    }

    double ofWorker(ToLongFunction<StepTimes.Reading> sum) {
      double difference = sum.applyAsLong(after) - sum.applyAsLong(before);
      return difference / (after.steps() - before.steps()) / workers;
    }
  }

  @Override
  public String line() {
    return """
           step %.3f ms = worker: compute %.3f, encode %.3f, decode %.3f; \
    coordinator: add %.3f, optimizer %.3f, encode %.3f, decode %.3f, books %.3f; \
    wire %.3f, wait %.3f, other %.3f
           a worker idles %.3f ms of it; %d bytes up and %d down per step and worker, \
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
