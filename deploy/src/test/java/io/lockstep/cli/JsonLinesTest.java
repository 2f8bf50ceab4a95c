package io.lockstep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.lockstep.format.FormatException;
import io.lockstep.format.JsonText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

final class JsonLinesTest {

  private final JsonLines lines = new JsonLines();
  private final Logger log = new LoggerContext().getLogger("io.lockstep.Some");

  @Test
  void pairsOfTheMessageAreFieldsAndTheMessageReadsAsEver() throws FormatException {
    Map<String, Object> line =
        encoded(
            event(
                "{} event=joined worker={} step={} reason=\"{}\"", "now:", "w3", 812L, "a \"b\""));
    assertThat(line)
        .containsEntry("level", "INFO")
        .containsEntry("logger", "io.lockstep.Some")
        .containsEntry("message", "now: event=joined worker=w3 step=812 reason=\"a \"b\"\"");
    assertThat((Map<?, ?>) line.get("fields"))
        .hasToString("{event=joined, worker=w3, step=812, reason=a \"b\"}");
    assertThat(line.get("time").toString()).endsWith("Z");
  }

  @Test
  void pairsThatWereAddedAreFields() throws FormatException {
    LoggingEvent event = event("slow");
    event.setKeyValuePairs(List.of(new KeyValuePair("phase", "encode")));
    assertThat((Map<?, ?>) encoded(event).get("fields")).hasToString("{phase=encode}");
  }

  @Test
  void aMessageOfSeveralLinesAndControlCharactersStaysOneLine() throws FormatException {
    LoggingEvent event = event("no progress:\n  waits for: \u001b[31mw1\r\n");
    assertThat(new String(lines.encode(event), UTF_8)).containsOnlyOnce("\n").endsWith("}\n");
    assertThat(encoded(event)).containsEntry("message", event.getFormattedMessage());
    assertThat(encoded(event)).doesNotContainKey("fields");
  }

  @Test
  void anErrorCarriesItsStackTrace() throws FormatException {
    LoggingEvent event =
        new LoggingEvent(
            "", log, Level.ERROR, "event=failed", new IllegalStateException("why"), null);
    assertThat(encoded(event).get("error").toString())
        .startsWith("java.lang.IllegalStateException: why")
        .contains("at io.lockstep.cli.JsonLinesTest");
  }

  @Test
  void numbersThatJsonDoesNotHaveAndValuesThatAreMissingDoNoHarm() throws FormatException {
    assertThat((Map<?, ?>) encoded(event("loss={} of={}", Double.NaN)).get("fields"))
        .hasToString("{loss=NaN}");
  }

  @Test
  void theFormatIsTextUnlessItIsSaid() {
    assertThat(LogFormat.of("")).contains(LogFormat.TEXT);
    assertThat(LogFormat.of("Text")).contains(LogFormat.TEXT);
    assertThat(LogFormat.of("JSON")).contains(LogFormat.JSON);
    assertThat(LogFormat.of("xml")).isEmpty();
  }

  private LoggingEvent event(String message, Object... arguments) {
    return new LoggingEvent("", log, Level.INFO, message, null, arguments);
  }

  private Map<String, Object> encoded(LoggingEvent event) throws FormatException {
    return JsonText.object(lines.encode(event));
  }
}
