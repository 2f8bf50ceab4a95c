/// The folder of a run: who may write it, what is recorded in it, and the model that comes out; and
/// the folder of a queue of runs. In: facts of steps and epochs, the final parameters, a queue.
/// Out: `run.json`, `metrics.jsonl`, `ledger.jsonl`, model folders, `queue-TERM.json`. Blocking
/// input and output on the caller's thread; the ledger alone may be fed from the training thread.
/// May import: failure, config, data, format, layout, measure, queue, the JDK.
package io.lockstep.run;
