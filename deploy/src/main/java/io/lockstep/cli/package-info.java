/// The `lockstep` command: words in, exit code out. Data goes to stdout, talk to stderr, and every
/// error is one block. In: arguments and environment. Out: calls of the packages that do the work.
/// Runs on the main thread; nothing imports it. May import: every module, picocli, logback, SLF4J.
package io.lockstep.cli;
