/// Losses: what training makes small, its gradient, and what the outputs mean. In: rows of outputs
/// of the last layer and their targets. Out: loss of each row in nats, gradient of the outputs
/// (summed over nothing, divided by nothing), predictions. A loss belongs to one thread and
/// allocates nothing after construction. May import: config, kernel, the JDK.
package io.lockstep.loss;
