/// The configuration of a run: YAML in, checked records out, and back to YAML as the effective
/// configuration. In: a file and `--set` overrides. Out: [RunConfiguration], and [Identity] for
/// those who must agree on one. [Defaults] is the only home of defaults. Runs on the caller's
/// thread. May import: failure, the JDK, snakeyaml-engine.
package io.lockstep.config;
