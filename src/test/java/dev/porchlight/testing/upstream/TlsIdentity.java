package dev.porchlight.testing.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key for a server, with a certificate of an authority that was made for this run. */
public enum TlsIdentity {
  VALID("ip:127.0.0.1,dns:localhost", "-12H"),
  EXPIRED("ip:127.0.0.1,dns:localhost", "-30d"),
  WRONG_HOST("dns:elsewhere.example", "-12H");

  private static final String AUTHORITY = "authority";
  private static final char[] PASSWORD = "not-a-secret".toCharArray();

  private final String host;
  private final String start;

  /**
   * @param host the {@code subjectAltName} as keytool takes it
   * @param start when the certificate's one day begins, as keytool takes it
   */
  TlsIdentity(String host, String start) {
    this.host = host;
    this.start = start;
  }

  /** Serves TLS with this key. */
  public SSLContext serverContext() {
    try {
      String alias = alias();
      Key key = Made.KEYS.getKey(alias, PASSWORD);
      KeyStore own = emptyKeyStore();
      own.setKeyEntry(alias, key, PASSWORD, Made.KEYS.getCertificateChain(alias));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Trusts the authority and nobody else. */
  public static KeyStore authority() {
    try {
      KeyStore trusted = emptyKeyStore();
      trusted.setCertificateEntry(AUTHORITY, Made.KEYS.getCertificate(AUTHORITY));
      return trusted;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String alias() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static KeyStore emptyKeyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** Made once, when first needed: each key takes a process. */
  private static final class Made {
    static final KeyStore KEYS = make();

    private static KeyStore make() {
      try {
        Path folder = Files.createTempDirectory("tls-identity");
        Path file = folder.resolve("keys.p12");
        try {
          keytool(file, AUTHORITY, "-ext", "bc:c");
          for (TlsIdentity identity : values()) {
            keytool(
                file,
                identity.alias(),
                "-signer",
                AUTHORITY,
                "-ext",
                "san=" + identity.host,
                "-startdate",
                identity.start,
                "-validity",
                "1");
          }
          return read(file);
        } finally {
          Files.deleteIfExists(file);
          Files.delete(folder);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private static KeyStore read(Path file) throws IOException, GeneralSecurityException {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream input = Files.newInputStream(file)) {
        keys.load(input, PASSWORD);
      }
      return keys;
    }

    private static void keytool(Path file, String alias, String... arguments) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-genkeypair", "-keyalg", "EC"));
      command.addAll(List.of("-keystore", file.toString(), "-storetype", "PKCS12"));
      command.addAll(List.of("-storepass", new String(PASSWORD)));
      command.addAll(List.of("-alias", alias, "-dname", "CN=" + alias));
      command.addAll(List.of(arguments));
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
      if (keytool.onExit().join().exitValue() != 0) {
        throw new IOException("keytool: " + output);
      }
    }
  }
}
