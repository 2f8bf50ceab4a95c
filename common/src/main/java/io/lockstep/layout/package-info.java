/// Names, shapes, kinds and offsets of all tensors in one flat `float[]`. In: tensors in the order
/// of the layers. Out: a [ParameterLayout] that parameters, gradients, optimiser moments, chunks on
/// the wire and checkpoints share. Immutable, any thread. May import: the JDK.
package io.lockstep.layout;
