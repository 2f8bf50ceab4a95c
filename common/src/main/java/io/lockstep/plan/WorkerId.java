package io.lockstep.plan;

/// The stable name of a worker within a run.
public record WorkerId(String name) implements Comparable<WorkerId> {

  public WorkerId {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a worker needs a name");
    }
  }

  @Override
  public int compareTo(WorkerId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
