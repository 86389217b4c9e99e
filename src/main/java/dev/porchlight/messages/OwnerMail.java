package dev.porchlight.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Date;

/**
 * A visitor's message as a mail to the owner: plain text, always with the same {@code Message-ID}.
 * The visitor's address stands in {@code Reply-To} alone, and no header holds the visitor's words.
 */
final class OwnerMail extends MimeMessage {

  private final String messageId;

  private OwnerMail(Session session, String messageId) {
    super(session);
    this.messageId = messageId;
  }

  static OwnerMail of(VisitorMessage message, MailConfig config, Session session)
      throws MessagingException {
    InternetAddress from = new InternetAddress(config.from(), true);
    String domain = from.getAddress().substring(from.getAddress().indexOf('@') + 1);
    OwnerMail mail = new OwnerMail(session, "<%s@%s>".formatted(message.id(), domain));
    mail.setFrom(from);
    for (String to : config.to()) {
      mail.addRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
    }
    String replyTo = message.replyTo() == null ? null : ReplyAddress.inAscii(message.replyTo());
    if (replyTo != null) {
      mail.setReplyTo(new Address[] {new InternetAddress(replyTo, true)});
    }
    mail.setSubject(MessageText.TITLE, UTF_8.name());
    mail.setSentDate(Date.from(message.received()));
    mail.setHeader("Auto-Submitted", "auto-generated");
    mail.setText(text(message), UTF_8.name());
    mail.saveChanges();
    return mail;
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", messageId);
  }

  private static String text(VisitorMessage message) {
    StringBuilder text = new StringBuilder(message.text()).append("\n\n----\n");
    text.append(
        message.replyTo() == null
            ? "The visitor left no address to answer to.\n"
            : "Answer to this mail, and the visitor gets it.\n");
    text.append(MessageText.footer(message)).append('\n');
    if (!message.conversation().isEmpty()) {
      text.append("\n---- The conversation before it ----\n\n");
      text.append(MessageText.conversation(message.conversation())).append('\n');
    }
    return text.toString();
  }
}
