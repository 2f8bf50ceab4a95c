package io.lockstep.shard;

/// Which examples a version is measured on.
public enum Part {
  VALIDATION,
  TEST
}
