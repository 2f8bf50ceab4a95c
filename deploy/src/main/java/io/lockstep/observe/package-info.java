/// What a node tells over HTTP to whoever operates it: whether it lives, whether it can do its
/// part, and figures in the formats of Prometheus. Everything is read when it is asked for; nothing
/// here is on the path of a step. In: looks at a coordinator or a worker. Out: pages. A virtual
/// thread for each request makes its page. May import: the JDK, prometheus, SLF4J, `config`,
/// `coordinator`, `failure`, `launch`, `queue`, `wire`, `worker`.
package io.lockstep.observe;
