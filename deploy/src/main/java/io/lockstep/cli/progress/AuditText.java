package io.lockstep.cli.progress;

import io.lockstep.audit.AuditResult;
import io.lockstep.audit.Extent;
import io.lockstep.audit.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What came of an audit, for a person and for a machine.
public final class AuditText {

  private AuditText() {}

  static String span(Extent.Span span) {
    return "%,d..%,d from %s"
        .formatted(
            span.from() + 1,
            span.last(),
            span.from() == 0
                ? "the beginning"
                : "the checkpoint of step %,d".formatted(span.from()));
  }

  /// A line for each thing that was looked at, and one for each that is not as it should be.
  public static String text(AuditResult result) {
    StringBuilder text = new StringBuilder();
    line(text, "run", "%s, %s".formatted(result.run(), status(result)));
    line(text, "ledger", ledger(result.ledger()));
    line(text, "checkpoints", checkpoints(result));
    line(text, "models", models(result));
    line(text, "steps", steps(result));
    for (Fault fault : result.faults()) {
      line(text, "fault", fault.text());
    }
    line(text, "result", verdict(result));
    return text.toString();
  }

  private static void line(StringBuilder text, String what, String is) {
    text.append("%-12s %s%n".formatted(what, is));
  }

  private static String status(AuditResult result) {
    return result.status().name().toLowerCase(Locale.ROOT);
  }

  private static String ledger(AuditResult.Ledger ledger) {
    String lines = "%,d lines, to step %,d".formatted(ledger.lines(), ledger.lastStep());
    if (ledger.unchained() == 0) {
      return lines + ", one chain";
    }
    return ledger.unchained() == ledger.lines()
        ? lines + ", no chain"
        : lines + ", a chain from line %,d on".formatted(ledger.unchained() + 1);
  }

  private static String checkpoints(AuditResult result) {
    return result.checkpoints().isEmpty()
        ? "none that is whole"
        : "whole: step "
            + result.checkpoints().stream().map("%,d"::formatted).collect(Collectors.joining(", "));
  }

  private static String models(AuditResult result) {
    return result.models().isEmpty()
        ? "none that is whole"
        : result.models().stream()
            .map(model -> "%s of step %,d".formatted(model.name(), model.step()))
            .collect(Collectors.joining(", "));
  }

  private static String steps(AuditResult result) {
    if (result.spans().isEmpty()) {
      return "none made again";
    }
    return "made again, and compared with the ledger: %s; %,d of %,d"
        .formatted(
            result.spans().stream().map(AuditText::span).collect(Collectors.joining("; ")),
            result.compared(),
            result.ledger().lastStep());
  }

  private static String verdict(AuditResult result) {
    int faults = result.faults().size();
    return faults > 0
        ? "%d %s".formatted(faults, faults == 1 ? "fault" : "faults")
        : result.refused().isPresent() ? "no fault, and no step made again" : "all equal";
  }

  /// The same as a JSON object.
  public static Map<String, Object> json(AuditResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run", result.run().toString());
    json.put("status", status(result));
    json.put("equal", result.faults().isEmpty() && result.refused().isEmpty());
    AuditResult.Ledger ledger = result.ledger();
    json.put(
        "ledger",
        ordered(
            "lines", ledger.lines(), "step", ledger.lastStep(), "unchained", ledger.unchained()));
    json.put("checkpoints", result.checkpoints());
    json.put(
        "models",
        result.models().stream()
            .map(model -> ordered("name", model.name(), "step", model.step()))
            .toList());
    json.put(
        "spans",
        result.spans().stream()
            .map(span -> ordered("first", span.from() + 1, "last", span.last()))
            .toList());
    json.put("compared", result.compared());
    result.refused().ifPresent(refused -> json.put("refused", refused.failure().error()));
    json.put("notes", result.notes());
    json.put("faults", result.faults().stream().map(AuditText::json).toList());
    return json;
  }

  private static Map<String, Object> json(Fault fault) {
    return ordered(
        "part", fault.part().word(),
        "step", fault.step(),
        "what", fault.what(),
        "place", fault.place());
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    List<Object> all = List.of(namesAndValues);
    for (int at = 0; at < all.size(); at += 2) {
      map.put((String) all.get(at), all.get(at + 1));
    }
    return map;
  }
}
