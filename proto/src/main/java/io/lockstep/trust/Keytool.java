package io.lockstep.trust;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// The tool of the JDK that signs certificates, with a store of its own that is gone afterwards. It
/// runs as a process, since the JDK has no public class for that.
final class Keytool implements AutoCloseable {

  private static final String PASSWORD = "KEYTOOL_PASSWORD";
  static final String AUTHORITY = "authority";
  private static final long SECONDS_MAX = 60;

  private final Path folder;
  private final Path storeFile;
  private final String password = Token.fresh().secret();

  Keytool() throws IOException {
    folder = Files.createTempDirectory("lockstep-certificates");
    storeFile = folder.resolve("store.p12");
  }

  /// Makes a key and a certificate for an authority.
  void makeAuthority(Validity validity) {
    List<String> words = generating(AUTHORITY, "CN=lockstep authority " + distinct(), validity);
    words.addAll(List.of("-ext", "bc:c=ca:true,pathlen:0", "-ext", "ku:c=keyCertSign,cRLSign"));
    run(words);
  }

  /// Authorities of one name would be told apart by their signatures only.
  private static String distinct() {
    return UUID.randomUUID().toString().substring(0, 8);
  }

  /// Takes an authority that was made before.
  void takeAuthority(PrivateKey key, X509Certificate certificate) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(AUTHORITY, key, password.toCharArray(), new Certificate[] {certificate});
      try (OutputStream out = Files.newOutputStream(storeFile)) {
        store.store(out, password.toCharArray());
      }
    } catch (GeneralSecurityException | IOException refused) {
      throw failed(refused.toString());
    }
  }

  /// Makes a key and a certificate for a host, signed by the authority.
  void makeHost(CertificateHost host, Validity validity) {
    List<String> words = generating(host.name(), "CN=" + host.commonName(), validity);
    words.addAll(
        List.of(
            "-signer",
            AUTHORITY,
            "-ext",
            "san=" + host.alternativeNames(),
            "-ext",
            "ku:c=digitalSignature",
            "-ext",
            "eku=" + host.role().usage()));
    run(words);
  }

  private List<String> generating(String alias, String name, Validity validity) {
    return new ArrayList<>(
        List.of(
            "-genkeypair",
            "-alias",
            alias,
            "-dname",
            name,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-sigalg",
            "SHA256withECDSA",
            "-startdate",
            "-%dH".formatted(validity.begunHours()),
            "-validity",
            Integer.toString(validity.days())));
  }

  /// The password goes by the environment: whoever lists processes sees command lines.
  private void run(List<String> words) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of("-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1"));
    line.addAll(words);
    line.addAll(
        List.of(
            "-keystore", storeFile.toString(), "-storetype", "PKCS12", "-storepass:env", PASSWORD));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put(PASSWORD, password);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw failed("it does not end");
      }
      if (process.exitValue() != 0) {
        throw failed(said.strip());
      }
    } catch (IOException absent) {
      throw failed(absent.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted");
    }
  }

  private static RuntimeException failed(String said) {
    return Failure.of(ExitCode.SECURITY, "keytool of the JDK has not made a certificate: " + said)
        .at(System.getProperty("java.home"))
        .advising("use a whole JDK 25: set LOCKSTEP_JAVA_HOME")
        .exception();
  }

  /// The certificate of the authority.
  X509Certificate authority() {
    return certificate(AUTHORITY);
  }

  X509Certificate certificate(String alias) {
    try {
      return (X509Certificate) store().getCertificate(alias);
    } catch (GeneralSecurityException unreadable) {
      throw failed(unreadable.toString());
    }
  }

  PrivateKey key(String alias) {
    try {
      return (PrivateKey) store().getKey(alias, password.toCharArray());
    } catch (GeneralSecurityException unreadable) {
      throw failed(unreadable.toString());
    }
  }

  private KeyStore store() {
    try (InputStream in = Files.newInputStream(storeFile)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      return store;
    } catch (GeneralSecurityException | IOException unreadable) {
      throw failed(unreadable.toString());
    }
  }

  /// Removes the store.
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(storeFile);
    Files.deleteIfExists(folder);
  }
}
