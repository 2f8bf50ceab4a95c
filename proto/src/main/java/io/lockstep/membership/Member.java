package io.lockstep.membership;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/// Another node as the cluster knows it.
///
/// @param name the name it was started with, such as the worker id
/// @param address where its membership port listens
/// @param roles [NodeSettings#COORDINATOR], [NodeSettings#WORKER] or both
public record Member(String name, NodeAddress address, Set<String> roles) {

  public Member {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(address, "address");
    roles = Set.copyOf(roles);
  }

  /// Reads what Pekko knows; a node without a name is called by its address.
  public static Member of(org.apache.pekko.cluster.Member member) {
    NodeAddress address =
        new NodeAddress(
            member.address().getHost().orElseThrow(), member.address().getPort().orElseThrow());
    Set<String> roles = new HashSet<>(member.getRoles());
    String name =
        roles.stream()
            .filter(role -> role.startsWith(PekkoSettings.NAME_ROLE))
            .findFirst()
            .map(role -> role.substring(PekkoSettings.NAME_ROLE.length()))
            .orElse(address.toString());
    roles.retainAll(Set.of(NodeSettings.COORDINATOR, NodeSettings.WORKER));
    return new Member(name, address, roles);
  }

  @Override
  public String toString() {
    return name + "@" + address;
  }
}
