package io.lockstep.bench.chaos;

import io.lockstep.format.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What became of a cluster that was kept up.
///
/// @param settings what was wanted
/// @param table what nodes held
/// @param work that was done meanwhile
/// @param breaches what should not have happened
public record SoakReport(SoakSettings settings, HeldTable table, Work work, List<String> breaches) {

  public SoakReport {
    breaches = List.copyOf(breaches);
  }

  /// @param runs that ended with the weights of one process
  /// @param steps of these
  record Work(double seconds, int runs, long steps, int joins, int leaves) {}

  public boolean isGood() {
    return breaches.isEmpty() && table.isFlat();
  }

  /// For people.
  public String text() {
    StringBuilder text = new StringBuilder(table.text());
    text.append(
        "%d runs of %d steps with the weights of one process, %d joins, %d leaves, in %.0f s (seed %d, %d coordinators, %d workers)%n"
            .formatted(
                work.runs(),
                work.steps(),
                work.joins(),
                work.leaves(),
                work.seconds(),
                settings.seed(),
                settings.coordinators(),
                settings.workers()));
    text.append(
        "%s, in %d looks at each node%n"
            .formatted(table.isFlat() ? "flat" : "not shown to be flat", table.looks()));
    breaches.forEach(each -> text.append("breach: ").append(each).append('\n'));
    return text.toString();
  }

  /// For machines, in one line.
  public String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("subject", "soak");
    json.put("seed", settings.seed());
    json.put("coordinators", settings.coordinators());
    json.put("workers", settings.workers());
    json.put("seconds", work.seconds());
    json.put("runs", work.runs());
    json.put("steps", work.steps());
    json.put("joins", work.joins());
    json.put("leaves", work.leaves());
    json.put("looks", table.looks());
    json.put("flat", table.isFlat());
    json.put("breaches", breaches);
    json.put("table", table.json());
    return new String(JsonText.line(json), StandardCharsets.UTF_8);
  }
}
