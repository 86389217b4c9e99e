package dev.porchlight.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.messages.MessageDelivery.Result;
import dev.porchlight.testing.FakeMailServer;
import dev.porchlight.testing.FakeMailServer.Behaviour;
import dev.porchlight.testing.FakeMailServer.Tls;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.upstream.Patience;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Mail over real sockets: what the owner gets, and when it counts as delivered. */
final class MailDeliveryTest {

  private final ManualScheduler time = new ManualScheduler();
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort());

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void theOwnerGetsTheMessageAndCanAnswerIt() throws Exception {
    server.start();
    String text = "Grüße 👋\nFrom: nobody@evil.example\n\n.\nThe end";
    deliver("", Messages.saying(text, "ana@müller.example", "Who?", "Me."));
    MimeMessage mail = server.getReceivedMessages()[0];
    assertThat(mail.getSubject()).isEqualTo("A visitor left a message");
    assertThat(mail.getFrom())
        .extracting(Object::toString)
        .containsExactly("Chat <chat@example.com>");
    assertThat(mail.getRecipients(Message.RecipientType.TO))
        .extracting(Object::toString)
        .containsExactly("owner@example.com", "Ben <ben@example.org>");
    assertThat(mail.getReplyTo())
        .extracting(Object::toString)
        .containsExactly("ana@xn--mller-kva.example");
    assertThat(mail.getMessageID()).isEqualTo("<0123456789abcdef0123456789abcdef@example.com>");
    assertThat(mail.getSentDate()).isEqualTo(Messages.NOON);
    assertThat(mail.getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
    assertThat(((String) mail.getContent()).replace("\r\n", "\n"))
        .startsWith(text + "\n\n----\nAnswer to this mail, and the visitor gets it.\n")
        .contains("Message 0123456789abcdef0123456789abcdef.")
        .contains("Visitor: Who?\n\nAnswer: Me.");
    List<String> headers = Collections.list(mail.getAllHeaderLines());
    assertThat(headers).filteredOn(header -> header.contains("xn--mller")).hasSize(1);
    assertThat(headers).noneMatch(header -> header.contains("evil.example"));
  }

  @Test
  void whoLeavesNoAddressIsNotAnswered() throws Exception {
    server.start();
    deliver("", Messages.saying("Hi", null));
    MimeMessage mail = server.getReceivedMessages()[0];
    assertThat(mail.getHeader("Reply-To")).isNull();
    assertThat((String) mail.getContent()).contains("The visitor left no address to answer to.");
  }

  @Test
  void anAddressThatIsNoneNeverReachesAHeader() throws Exception {
    server.start();
    deliver("", Messages.saying("Hi", "ana@example.com\r\nBcc: all@evil.example"));
    MimeMessage mail = server.getReceivedMessages()[0];
    assertThat(Collections.list(mail.getAllHeaderLines()))
        .noneMatch(header -> header.contains("evil"));
    assertThat(server.getReceivedMessages()).hasSize(2);
  }

  @Test
  void theServerIsShownTheUserAndThePassword() {
    server.start();
    server.setUser("chat@example.com", "chat@example.com", "a:b/c%d+e");
    server.getUserManager().setAuthRequired(true);
    assertThat(deliver("chat%40example.com:a%3Ab%2Fc%25d+e@", Messages.of("a")))
        .isEqualTo(new Result.Delivered());
    assertThat(deliver("chat%40example.com:wrong@", Messages.of("b")))
        .isInstanceOfSatisfying(
            Result.Failed.class,
            failed -> {
              assertThat(failed.cause()).isEqualTo("it does not take the user and the password");
              assertThat(failed.cure()).startsWith("Check SMTP_URL.");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSES_RECIPIENTS, 'it refuses a recipient, with code 550'",
    "REFUSES_MAILS, 'it refuses the mail, with code 554'",
    "HANGS_UP_AFTER_THE_MAIL, the connection broke"
  })
  void whatIsNotTakenIsNamed(Behaviour behaviour, String cause) {
    try (FakeMailServer faulty = FakeMailServer.start(Tls.NONE)) {
      faulty.behave(behaviour);
      assertThat(cause(await(open("smtp://127.0.0.1:" + faulty.port(), Messages.of("a")))))
          .isEqualTo(cause);
      faulty.behave(Behaviour.TAKES);
      assertThat(await(open("smtp://127.0.0.1:" + faulty.port(), Messages.of("a"))))
          .isEqualTo(new Result.Delivered());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Behaviour.class,
      names = {"IS_SILENT", "IS_SILENT_AFTER_THE_MAIL"})
  void aServerThatIsSilentIsGivenUpAtTheDeadline(Behaviour behaviour) {
    try (FakeMailServer silent = FakeMailServer.start(Tls.NONE)) {
      silent.behave(behaviour);
      CompletableFuture<Result> open = open("smtp://127.0.0.1:" + silent.port(), Messages.of("a"));
      Awaitility.await()
          .until(
              () ->
                  time.pending() == 1
                      && (behaviour == Behaviour.IS_SILENT || !silent.mails().isEmpty()));
      assertThat(open).isNotDone();
      time.advance(MailDelivery.DEADLINE);
      assertThat(cause(await(open))).isEqualTo("it did not answer in time");
    }
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    int port;
    try (FakeMailServer gone = FakeMailServer.start(Tls.NONE)) {
      port = gone.port();
    }
    assertThat(cause(await(open("smtp://127.0.0.1:" + port, Messages.of("a")))))
        .isEqualTo("connection refused");
  }

  /** The address 0.0.0.0 reaches this machine too, but is no name of its own. */
  @Test
  void withoutTlsNothingIsSentToAnotherMachine() {
    try (FakeMailServer plain = FakeMailServer.start(Tls.NONE)) {
      assertThat(cause(await(open("smtp://u:p@0.0.0.0:" + plain.port(), Messages.of("a")))))
          .isEqualTo("it offers no STARTTLS, or breaks the protocol");
      assertThat(plain.commands()).noneMatch(command -> command.startsWith("AUTH"));
      assertThat(plain.mails()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"FROM_THE_START, smtps", "STARTTLS, smtp"})
  void aCertificateThatNobodyTrustsIsRefused(Tls tls, String scheme) {
    try (FakeMailServer server = FakeMailServer.start(tls)) {
      assertThat(cause(await(open(scheme + "://localhost:" + server.port(), Messages.of("a")))))
          .isEqualTo("TLS failed");
      assertThat(server.mails()).isEmpty();
    }
  }

  @Test
  void neitherTheUserNorThePasswordIsNamed() {
    MailConfig config = config("smtps://somebody:very-secret@smtp.example.com");
    assertThat(config.toString() + config.server()).doesNotContain("somebody", "very-secret");
    assertThat(new MailDelivery(config, new Timers(time, Runnable::run)).receiver())
        .isEqualTo("smtp.example.com:465");
  }

  private Result deliver(String login, VisitorMessage message) {
    return await(open("smtp://" + login + "127.0.0.1:" + server.getSmtp().getPort(), message));
  }

  private CompletableFuture<Result> open(String url, VisitorMessage message) {
    return new MailDelivery(config(url), new Timers(time, Runnable::run))
        .deliver(message)
        .toCompletableFuture();
  }

  private static MailConfig config(String url) {
    return new MailConfig(
        MailConfig.Server.of(url),
        "Chat <chat@example.com>",
        MailConfig.recipients("owner@example.com, Ben <ben@example.org>"));
  }

  private static Result await(CompletableFuture<Result> open) {
    return open.orTimeout(Patience.MILLIS, TimeUnit.MILLISECONDS).join();
  }

  private static String cause(Result result) {
    return ((Result.Failed) result).cause();
  }
}
