/// A network, and the way of one or several threads through it. In: the configured model, rows of
/// examples, the flat parameter vector. Out: layout, initial parameters, and per block of rows the
/// loss and the gradient, bit-equal whoever computes it. [Network] is immutable; a [Workspace] may
/// be shared by several threads, a [Pass] belongs to one; neither allocates anything after
/// construction. May import: config, failure, kernel, random, layout, layer, loss, measure,
/// initializer, the JDK.
package io.lockstep.model;
