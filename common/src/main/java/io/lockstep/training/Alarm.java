package io.lockstep.training;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells in the log and on standard error what a look finds that something in this process waits
/// for. A platform thread of its own looks: virtual ones may all wait for the disk that hangs.
final class Alarm implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);
  private static final long TICK_MILLIS = 250;

  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("alarm").factory());

  private Alarm() {}

  /// @param look at this time of `System.nanoTime`; what is to be told, which is nothing most of
  ///   the time
  static Alarm over(LongFunction<Optional<String>> look) {
    Alarm alarm = new Alarm();
    alarm.ticks.scheduleAtFixedRate(
        () -> look.apply(System.nanoTime()).ifPresent(words -> LOG.warn("{}", words)),
        TICK_MILLIS,
        TICK_MILLIS,
        TimeUnit.MILLISECONDS);
    return alarm;
  }

  @Override
  public void close() {
    ticks.shutdownNow();
  }
}
