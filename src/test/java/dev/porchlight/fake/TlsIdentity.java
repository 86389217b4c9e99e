package dev.porchlight.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server's key with its certificate, and the authority that signed it, all made for one test.
 *
 * @param server holds the key
 * @param authority holds the certificate to trust
 */
record TlsIdentity(KeyStore server, KeyStore authority) {
  private static final String PASSWORD = "not-a-secret";

  /**
   * Makes one.
   *
   * @param host a {@code subjectAltName} of keytool's
   * @param start when the certificate's one day begins, as keytool takes it
   */
  static TlsIdentity make(String host, String start) {
    try {
      Path folder = Files.createTempDirectory("tls-identity");
      Path file = folder.resolve("keys.p12");
      try {
        keytool(file, "-alias", "authority", "-dname", "CN=Authority", "-ext", "bc:c");
        keytool(
            file,
            "-alias",
            "server",
            "-dname",
            "CN=Server",
            "-signer",
            "authority",
            "-ext",
            "san=" + host,
            "-startdate",
            start,
            "-validity",
            "1");
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

  SSLContext serverContext() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(server, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TlsIdentity read(Path file) throws IOException, GeneralSecurityException {
    KeyStore server = KeyStore.getInstance("PKCS12");
    try (InputStream input = Files.newInputStream(file)) {
      server.load(input, PASSWORD.toCharArray());
    }
    KeyStore authority = KeyStore.getInstance("PKCS12");
    authority.load(null, null);
    authority.setCertificateEntry("authority", server.getCertificate("authority"));
    server.deleteEntry("authority");
    return new TlsIdentity(server, authority);
  }

  private static void keytool(Path file, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-keystore", file.toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of(arguments));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while keytool runs", e);
    }
  }
}
