package io.lockstep.trust;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.OneLine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A host that gets a certificate.
///
/// @param names and addresses under which others dial it, at least one; the first names its folder
/// @param role what it may be
public record CertificateHost(List<String> names, Role role) {

  private static final Pattern ADDRESS_4 =
      Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
  private static final Pattern ADDRESS_6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern NAME =
      Pattern.compile(
          "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");
  private static final int NAME_CHARS_MAX = 253;
  private static final int COMMON_NAME_CHARS_MAX = 64;
  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");
  private static final int SHOWN_MAX = 100;

  public CertificateHost {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a host has a name");
    }
    names.forEach(CertificateHost::require);
    var all = new LinkedHashSet<>(names);
    if (LOOPBACK.contains(names.getFirst())) {
      all.addAll(LOOPBACK);
    }
    names = List.copyOf(all);
  }

  /// @param words such as `node7`, or `node7,10.0.0.7` for one of several names
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if one is no name of a host
  public static CertificateHost of(String words, Role role) {
    List<String> names = new ArrayList<>();
    for (String word : words.split(",", -1)) {
      names.add(word.strip());
    }
    return new CertificateHost(names, role);
  }

  private static void require(String name) {
    boolean fits =
        name.length() <= NAME_CHARS_MAX
            && (isAddress(name) || NAME.matcher(name).matches() && !name.matches("[0-9.]+"));
    if (!fits) {
      throw Failure.of(
              ExitCode.USAGE,
              "'%s' is no host name that a certificate can have"
                  .formatted(OneLine.upTo(SHOWN_MAX, name)))
          .at("--host")
          .advising("use letters, digits, - and dots, or an address; NAME,ADDRESS for both")
          .exception();
    }
  }

  private static boolean isAddress(String name) {
    return ADDRESS_4.matcher(name).matches() || ADDRESS_6.matcher(name).matches();
  }

  /// Of its folder.
  public String name() {
    return names.getFirst();
  }

  String commonName() {
    return name().length() > COMMON_NAME_CHARS_MAX
        ? name().substring(0, COMMON_NAME_CHARS_MAX)
        : name();
  }

  /// As keytool reads them.
  String alternativeNames() {
    return names.stream()
        .map(name -> (isAddress(name) ? "ip:" : "dns:") + name)
        .collect(Collectors.joining(","));
  }
}
