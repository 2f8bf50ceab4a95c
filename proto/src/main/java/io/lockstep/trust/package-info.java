/// Who a host is and whom it trusts: its certificate and key, the authority that has signed those
/// of its cluster, and the token of the cluster; made, read, checked, and read again while a
/// process runs. In: files. Out: contexts for TLS, and lines for a person. Any thread may ask; a
/// virtual thread looks at the files. May import: failure.
package io.lockstep.trust;
