/// Files of examples: looks at what a file is before it is read, opens and unpacks it, tells of
/// which of them something is awaited ([Reading]), and gives the rows of a CSV file one after the
/// other. In: a path, and the dialect as far as the configuration states it. Out: bytes or rows,
/// notes on how they were read, and a hash of the content. Runs on the caller's thread. May import:
/// config, failure, format, the JDK, FastCSV.
package io.lockstep.source;
