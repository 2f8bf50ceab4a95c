/// Layers as forward and backward over preallocated workspaces. A [LayerGraph] describes them
/// before any is made: what each reads, keeps and may overwrite, and where lanes meet for its sums;
/// [LayerRows] lays out the rows by that. In: rows of activations and the flat parameter vector.
/// Out: rows of outputs, the gradient of the rows below, the gradient of the layer's slice of the
/// flat vector. A layer belongs to one thread and allocates nothing after construction. May import:
/// config, kernel, random, the JDK.
package io.lockstep.layer;
