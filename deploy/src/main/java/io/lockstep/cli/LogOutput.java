package io.lockstep.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/// Where log lines go: warnings to stderr, and everything to the `log` file of a run while one is
/// open. In Java rather than XML, because parsing XML costs a tenth of a second of every start. How
/// they are written is [LogFormat]'s. `LOCKSTEP_LOG=info` shows more on stderr; with `debug` both
/// tell, too, who is asked for what.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class LogOutput extends ContextAwareBase implements Configurator {

  private static final String PATTERN = "%d{HH:mm:ss.SSS} %level %logger{0} %msg%n";
  private static final String FILE_PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %level %logger %msg%n";

  /// What stderr shows when the environment does not say.
  private static volatile String usual = "warn";

  /// Shows on stderr what the log of a run holds. For before the first line is logged.
  static void showAll() {
    usual = "info";
  }

  /// Called by logback, when the first log line is written.
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    Level shown = Level.toLevel(System.getenv().getOrDefault("LOCKSTEP_LOG", usual), Level.WARN);
    context
        .getLogger("io.lockstep")
        .setLevel(shown.isGreaterOrEqual(Level.INFO) ? Level.INFO : shown);
    // A broken connection is the membership's news; the streams below would tell it twice more.
    context.getLogger("org.apache.pekko.stream.Materializer").setLevel(Level.ERROR);
    // A port in use is an error of ours; the actor below would show its stack before.
    context.getLogger("org.apache.pekko.io.TcpListener").setLevel(Level.OFF);
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setTarget("System.err");
    ThresholdFilter threshold = new ThresholdFilter();
    threshold.setLevel(shown.toString());
    threshold.start();
    stderr.addFilter(threshold);
    start(context, stderr, "stderr", PATTERN);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// Sends log lines to a file too, until the answer is closed.
  static RunLog toFile(Path file) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setFile(file.toString());
    appender.setAppend(true);
    start(context, appender, "run-log", FILE_PATTERN);
    return new RunLog(appender);
  }

  private static void start(
      LoggerContext context,
      OutputStreamAppender<ILoggingEvent> appender,
      String name,
      String pattern) {
    Encoder<ILoggingEvent> encoder = LogFormat.ofEnvironment().encoder(pattern);
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setName(name);
    appender.setEncoder(encoder);
    appender.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  /// The log file of one run.
  static final class RunLog implements AutoCloseable {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("io.lockstep.run");

    private final FileAppender<ILoggingEvent> appender;

    private RunLog(FileAppender<ILoggingEvent> appender) {
      this.appender = appender;
    }

    /// The stack trace of what ended the run, for the file alone: the reader of stderr gets a
    /// block.
    void failed(Throwable thrown) {
      appender.doAppend(
          new LoggingEvent(
              RunLog.class.getName(), (Logger) LOG, Level.ERROR, "the run failed", thrown, null));
    }

    @Override
    public void close() {
      ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME))
          .detachAppender(appender);
      appender.stop();
    }
  }
}
