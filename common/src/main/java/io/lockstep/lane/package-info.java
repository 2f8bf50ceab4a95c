/// Lanes: the compute threads of a process, and how they share the work on a block. In: a step, a
/// block, the parameters. Out: chunks of the block's gradient sum, its loss and correct answers.
/// The calling thread is lane 0; other lanes are platform threads of the team. Allocates nothing
/// after the first steps. May import: config, model, data, measure, random, kernel, layout, shard,
/// reduce, the JDK.
package io.lockstep.lane;
