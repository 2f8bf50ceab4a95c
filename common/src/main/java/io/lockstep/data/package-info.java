/// Examples: schema, encoders, split and the compact store that batches are gathered from. In:
/// files named by the configuration. Out: [Examples] and the encoding that is kept with the model.
/// Loading runs on the caller's thread, beside which one takes the hash of images; [Examples] are
/// immutable and read by all lanes. May import: config, failure, format, kernel, random, source,
/// the JDK.
package io.lockstep.data;
