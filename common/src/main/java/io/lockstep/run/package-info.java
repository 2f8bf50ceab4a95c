/// The folder of a run: who may write it, what is recorded in it, and the model that comes out. In:
/// facts of steps and epochs, the final parameters. Out: `run.json`, `metrics.jsonl`,
/// `ledger.jsonl`, model folders. Blocking input and output on the caller's thread; the ledger
/// alone may be fed from the training thread. May import: failure, config, data, format, layout,
/// measure, the JDK.
package io.lockstep.run;
