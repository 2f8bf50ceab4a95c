package io.lockstep.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.lockstep.format.JsonText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/// A line of the log as one JSON object: `time` (UTC), `level`, `logger`, `thread`, `message` as it
/// reads, `fields`, and `error` with the stack trace where there is one. Fields are the pairs that
/// the message is made of, such as `step` in `checkpoint step={}`, and those that were added to it.
final class JsonLines extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = {};

  /// A key, and the place of a value or the value itself.
  private static final Pattern PAIR =
      Pattern.compile("([A-Za-z_][\\w.-]*)=(\"?)(\\{\\}|[\\w.-]+)\\2|\\{\\}");

  private static final String PLACE = "{}";

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", event.getInstant().toString());
    line.put("level", event.getLevel().toString());
    line.put("logger", event.getLoggerName());
    line.put("thread", event.getThreadName());
    line.put("message", event.getFormattedMessage());
    Map<String, Object> fields = fields(event);
    if (!fields.isEmpty()) {
      line.put("fields", fields);
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      line.put("error", ThrowableProxyUtil.asString(thrown));
    }
    byte[] object = JsonText.line(line);
    byte[] ended = Arrays.copyOf(object, object.length + 1);
    ended[object.length] = '\n';
    return ended;
  }

  private static Map<String, Object> fields(ILoggingEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    Object[] arguments = event.getArgumentArray();
    Matcher pair = PAIR.matcher(event.getMessage());
    int next = 0;
    while (pair.find()) {
      boolean isPlace = pair.group(1) == null || pair.group(3).equals(PLACE);
      Object value = pair.group(3);
      if (isPlace) {
        value = arguments != null && next < arguments.length ? arguments[next] : null;
        next++;
      }
      if (pair.group(1) != null && value != null) {
        fields.put(pair.group(1), plain(value));
      }
    }
    List<KeyValuePair> added = event.getKeyValuePairs();
    if (added != null) {
      added.forEach(each -> fields.put(each.key, plain(each.value)));
    }
    return fields;
  }

  private static Object plain(Object value) {
    return switch (value) {
      case null -> "";
      case Integer number -> number;
      case Long number -> number;
      case Double number when Double.isFinite(number) -> number;
      case Boolean yes -> yes;
      default -> value.toString();
    };
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
