package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.FakeMailServer;
import dev.porchlight.testing.FakeMailServer.Tls;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.testing.upstream.TlsIdentity;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message that is mailed over TLS by a process that trusts the server's authority. */
final class MailTest {

  private static final String TOKEN = "the-owners-own-token";
  private static final String PASSWORD = "not-a-secret";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"smtps, FROM_THE_START", "smtp, STARTTLS"})
  void aMessageIsMailedOverTls(String scheme, Tls tls) throws Exception {
    try (FakeMailServer server = FakeMailServer.start(tls);
        ServerProcess process = start(scheme, server)) {
      leaveMessage(process.awaitAddress());
      Awaitility.await().until(() -> !server.mails().isEmpty());
      assertThat(server.mails().get(0)).contains("Hello", "Message-ID: <", "@example.com>");
      assertThat(server.commands().stream().filter(command -> command.equals("STARTTLS")))
          .hasSize(tls == Tls.STARTTLS ? 1 : 0);
    }
  }

  @Test
  void aServerThatHasTheCertificateOfAnotherGetsNothing() throws Exception {
    try (FakeMailServer server = FakeMailServer.start(Tls.FROM_THE_START, TlsIdentity.WRONG_HOST);
        ServerProcess process = start("smtps", server)) {
      URI address = process.awaitAddress();
      leaveMessage(address);
      Awaitility.await().until(() -> waiting(address).contains("\"lastCause\":\"TLS failed\""));
      assertThat(server.mails()).isEmpty();
      assertThat(server.commands()).isEmpty();
    }
  }

  private ServerProcess start(String scheme, FakeMailServer server) throws Exception {
    Path trusted = folder.resolve("trusted.p12");
    try (OutputStream out = Files.newOutputStream(trusted)) {
      TlsIdentity.authority().store(out, PASSWORD.toCharArray());
    }
    return ServerProcess.withOptions(
        List.of(
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djavax.net.ssl.trustStore=" + trusted,
            "-Djavax.net.ssl.trustStorePassword=" + PASSWORD),
        Map.of(
            "DATA_DIR",
            Files.createDirectories(folder.resolve("data")).toString(),
            "SMTP_URL",
            scheme + "://localhost:" + server.port(),
            "MESSAGES_FROM",
            "chat@example.com",
            "MESSAGES_TO",
            "owner@example.com",
            "OWNER_TOKEN",
            TOKEN));
  }

  private static void leaveMessage(URI address) {
    try (RecordedStream taken =
        new ChatClient(address).request("POST", "/messages", "{\"message\": \"Hello\"}")) {
      assertThat(taken.status()).isEqualTo(202);
    }
  }

  private static String waiting(URI address) {
    try (RecordedStream list =
        new ChatClient(address)
            .get("/owner/api/messages", "Authorization: Bearer " + TOKEN, "Connection: close")) {
      return list.body();
    }
  }
}
