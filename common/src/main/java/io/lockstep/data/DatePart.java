package io.lockstep.data;

import java.time.LocalDate;

/// What a net is given of a date.
public enum DatePart {
  YEAR,
  MONTH,
  /// Of the month.
  DAY,
  /// 1 is Monday, 7 is Sunday.
  WEEKDAY;

  /// @param epochDay days since 1970-01-01
  double of(double epochDay) {
    LocalDate date = LocalDate.ofEpochDay((long) Math.floor(epochDay));
    return switch (this) {
      case YEAR -> date.getYear();
      case MONTH -> date.getMonthValue();
      case DAY -> date.getDayOfMonth();
      case WEEKDAY -> date.getDayOfWeek().getValue();
    };
  }
}
