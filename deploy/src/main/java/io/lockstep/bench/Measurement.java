package io.lockstep.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lockstep.format.JsonText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One result: a line for people, an object for machines.
sealed interface Measurement
    permits ProductMeasurement,
        CurveMeasurement,
        StepMeasurement,
        BreakdownMeasurement,
        RatioMeasurement,
        LanesMeasurement,
        StartupMeasurement {

  ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
          .build();

  String line();

  default String json() {
    Map<String, Object> fields = JSON.convertValue(this, new TypeReference<>() {});
    return new String(JsonText.line(fields), StandardCharsets.UTF_8);
  }

  /// Four significant digits: more than a shared machine can repeat.
  static double rounded(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(4)).doubleValue()
        : value;
  }
}
