package io.lockstep.bench.chaos;

import io.lockstep.format.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What became of a cluster that was struck.
///
/// @param settings what was wanted
/// @param left kinds of faults that cannot be made here
/// @param table of faults and recoveries
/// @param pace steps a second, without faults and with them
/// @param end of the run, against one process
/// @param breaches what should not have happened
public record ChaosReport(
    ChaosSettings settings,
    List<String> left,
    FaultTable table,
    Pace pace,
    End end,
    List<String> breaches) {

  public ChaosReport {
    left = List.copyOf(left);
    breaches = List.copyOf(breaches);
  }

  /// Steps a second, without faults and with them, which counts steps that were lost only once.
  ///
  /// @param seconds of faults
  record Pace(double calm, double struck, double seconds) {

    /// The share of the undisturbed cluster's steps.
    double goodput() {
      return struck / calm;
    }
  }

  /// @param sha256 of the weights; empty when the run came to no end
  /// @param local the same of one process
  record End(long steps, String sha256, String local) {

    boolean isSame() {
      return !sha256.isEmpty() && sha256.equals(local);
    }
  }

  public boolean isGood() {
    return breaches.isEmpty() && end.isSame();
  }

  /// For people.
  public String text() {
    StringBuilder text = new StringBuilder(table.text());
    text.append(
        "%d faults of %d kinds, %d recovered, in %.0f s (seed %d, %d coordinators, %d workers)%n"
            .formatted(
                table.faults(),
                table.kinds(),
                table.recovered(),
                pace.seconds(),
                settings.seed(),
                settings.coordinators(),
                settings.workers()));
    text.append(
        "goodput %.1f %%: %.1f steps/s, %.1f without faults%n"
            .formatted(100 * pace.goodput(), pace.struck(), pace.calm()));
    text.append(
        "weights sha256 after %d steps: %s, %s%n"
            .formatted(
                end.steps(),
                end.sha256().isEmpty() ? "none" : end.sha256(),
                end.isSame() ? "the same in one process" : "but in one process " + end.local()));
    if (!left.isEmpty()) {
      text.append("not possible here: %s%n".formatted(String.join(", ", left)));
    }
    breaches.forEach(each -> text.append("breach: ").append(each).append('\n'));
    return text.toString();
  }

  /// For machines, in one line.
  public String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("subject", "chaos");
    json.put("seed", settings.seed());
    json.put("coordinators", settings.coordinators());
    json.put("workers", settings.workers());
    json.put("seconds", pace.seconds());
    json.put("faults", table.faults());
    json.put("kinds", table.kinds());
    json.put("recovered", table.recovered());
    json.put("goodput", pace.goodput());
    json.put("steps_per_s", pace.struck());
    json.put("calm_steps_per_s", pace.calm());
    json.put("steps", end.steps());
    json.put("weights_sha256", end.sha256());
    json.put("local_weights_sha256", end.local());
    json.put("same", end.isSame());
    json.put("not_possible", left);
    json.put("breaches", breaches);
    json.put("table", table.json());
    return new String(JsonText.line(json), StandardCharsets.UTF_8);
  }
}
