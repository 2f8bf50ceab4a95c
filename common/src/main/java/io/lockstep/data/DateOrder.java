package io.lockstep.data;

/// How 1/2/2024 is read.
public enum DateOrder {
  DAY_FIRST,
  MONTH_FIRST;

  static DateOrder of(Boolean dayFirst) {
    return dayFirst ? DAY_FIRST : MONTH_FIRST;
  }
}
