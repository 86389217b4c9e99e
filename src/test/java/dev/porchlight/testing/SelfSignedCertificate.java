package dev.porchlight.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.porchlight.testing.upstream.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for this machine that nobody signed but itself, made by the JDK's keytool.
 *
 * @param certificate the file that holds it
 * @param key the file of its key
 */
public record SelfSignedCertificate(Path certificate, Path key) {

  private static final String PASSWORD = "changeit";

  /** Makes one in a folder. */
  public static SelfSignedCertificate in(Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!keytool.waitFor(Patience.MILLIS, TimeUnit.MILLISECONDS) || keytool.exitValue() != 0) {
      throw new AssertionError("keytool failed");
    }
    return unpacked(store, folder);
  }

  private static SelfSignedCertificate unpacked(Path store, Path folder)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    return new SelfSignedCertificate(
        pem(
            folder.resolve("certificate.pem"),
            "CERTIFICATE",
            keys.getCertificate("redis").getEncoded()),
        pem(
            folder.resolve("key.pem"),
            "PRIVATE KEY",
            keys.getKey("redis", PASSWORD.toCharArray()).getEncoded()));
  }

  private static Path pem(Path file, String name, byte[] content) throws IOException {
    String lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(name, lines, name));
  }
}
