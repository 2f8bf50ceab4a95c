package io.lockstep.simulation;

import java.util.StringJoiner;

/// What happened in simulated runs: a simulation in which nothing goes wrong shows nothing.
final class SimulatedToll {
  int deaths;
  int leaves;
  int interrupts;
  int kills;
  int usurpers;
  int atEpochEnd;
  int damaged;
  int foreign;
  int late;
  int looksPaused;
  int liesFound;
  int hesitations;
  int measures;
  int tested;
  int deathsAtTheEnd;
  int killsAtTheEnd;
  int powerCuts;
  int strikes;
  int rots;
  int fullDisks;
  int brokenForces;
  int storageEnds;
  int cuts;
  int pauses;
  int healed;
  int standBys;
  int inherited;
  long steps;

  /// What has happened elsewhere has happened here, too.
  void add(SimulatedToll other) {
    for (var field : SimulatedToll.class.getDeclaredFields()) {
      try {
        if (field.getType() == int.class) {
          field.setInt(this, field.getInt(this) + field.getInt(other));
        } else {
          field.setLong(this, field.getLong(this) + field.getLong(other));
        }
      } catch (IllegalAccessException own) {
        throw new AssertionError(own);
      }
    }
  }

  @Override
  public String toString() {
    StringJoiner counts = new StringJoiner(", ");
    for (var field : SimulatedToll.class.getDeclaredFields()) {
      try {
        counts.add(field.getName() + " " + field.get(this));
      } catch (IllegalAccessException own) {
        throw new AssertionError(own);
      }
    }
    return counts.toString();
  }
}
