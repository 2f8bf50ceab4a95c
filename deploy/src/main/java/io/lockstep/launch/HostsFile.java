package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.StorageFault;
import io.lockstep.trust.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The hosts of a cluster as `cluster up` reads them, one node a line: `HOST [worker|coordinator]
/// [LANES]`.
public final class HostsFile {

  private static final Pattern NODE =
      Pattern.compile(
          "(?:[^@\\s]+@)?([A-Za-z0-9._-]+)(?:\\s+(worker|coordinator))?(?:\\s+\\d{1,4})?");

  /// A byte order mark, zero-width spaces, the ends of lines and files of Windows.
  private static final Pattern HIDDEN = Pattern.compile("[\\ufeff\\u200b\\r\\u001a]");

  private HostsFile() {}

  /// @return what each host may be, in the order of the file; the first is a coordinator unless
  ///   another one is
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if it cannot be read
  public static Map<String, Role> read(Path file) {
    Map<String, Role> roles = new LinkedHashMap<>();
    String[] lines = textOf(file).split("\n", -1);
    for (int number = 1; number <= lines.length; number++) {
      String line = HIDDEN.matcher(lines[number - 1]).replaceAll("").replace('\u00a0', ' ');
      String node = line.replaceFirst("#.*", "").strip();
      if (node.isEmpty()) {
        continue;
      }
      Matcher read = NODE.matcher(node);
      if (!read.matches()) {
        throw wrong(
            "not HOST [worker|coordinator] [LANES]: '%s'".formatted(node),
            "%s:%d".formatted(file, number),
            "edit that line");
      }
      Role role = "coordinator".equals(read.group(2)) ? Role.COORDINATOR : Role.WORKER;
      roles.merge(read.group(1), role, HostsFile::higher);
    }
    if (roles.isEmpty()) {
      throw wrong("no hosts in the file", file.toString(), "echo localhost >> " + file);
    }
    if (!roles.containsValue(Role.COORDINATOR)) {
      roles.put(roles.keySet().iterator().next(), Role.COORDINATOR);
    }
    return roles;
  }

  private static Role higher(Role one, Role other) {
    return one == Role.COORDINATOR ? one : other;
  }

  private static String textOf(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException refused) {
      throw StorageFault.of(refused, file)
          .failure(ExitCode.USAGE, "cannot read the hosts file")
          .exception(refused);
    }
  }

  private static RuntimeException wrong(String what, String place, String advice) {
    return Failure.of(ExitCode.USAGE, what).at(place).advising(advice).exception();
  }
}
