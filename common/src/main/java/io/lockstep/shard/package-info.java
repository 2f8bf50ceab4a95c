/// How a batch is cut into shards, which blocks make up its reduction tree, and who computes which
/// of them. In: sizes from the configuration. Out: [BatchPlan], [Block], [Share]. Pure arithmetic,
/// any thread. May import: the JDK.
package io.lockstep.shard;
