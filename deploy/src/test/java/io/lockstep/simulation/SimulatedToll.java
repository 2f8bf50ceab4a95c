package io.lockstep.simulation;

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

  @Override
  public String toString() {
    return "deaths %d, leaves %d, interrupts %d (%d at the end of an epoch), kills %d, usurpers %d, damaged %d, foreign %d, late %d, looks paused %d, lies found %d, hesitations %d, measures %d, test blocks %d, at the end deaths %d, kills %d"
        .formatted(
            deaths,
            leaves,
            interrupts,
            atEpochEnd,
            kills,
            usurpers,
            damaged,
            foreign,
            late,
            looksPaused,
            liesFound,
            hesitations,
            measures,
            tested,
            deathsAtTheEnd,
            killsAtTheEnd);
  }
}
