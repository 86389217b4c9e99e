package dev.porchlight.messages;

import dev.porchlight.messages.MessageDelivery.Result.Failed;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/** Says why a mail server did not take a message, and what its owner can do. Stateless. */
final class MailFailure {

  private static final String SERVER = "Check SMTP_URL.";

  private static final Failed BROKEN = new Failed("the connection broke", SERVER);

  private MailFailure() {}

  /**
   * @param isOverDeadline whether it was given up because it took too long
   */
  static Failed of(MessagingException failure, boolean isOverDeadline) {
    if (isOverDeadline || WebhookFailure.isIn(failure, SocketTimeoutException.class)) {
      return new Failed(
          "it did not answer in time",
          "Is the mail server running? Check the host and the port in SMTP_URL.");
    }
    if (failure instanceof AuthenticationFailedException) {
      return new Failed(
          "it does not take the user and the password",
          SERVER + " Some providers want a password made for programs.");
    }
    if (WebhookFailure.isIn(failure, SSLException.class)) {
      return new Failed("TLS failed", "Correct the certificate there, or the host in SMTP_URL.");
    }
    return ofRefusal(failure);
  }

  private static Failed ofRefusal(MessagingException failure) {
    Exception next = failure;
    while (next instanceof MessagingException nested) {
      if (nested instanceof SMTPAddressFailedException refused) {
        return new Failed(
            "it refuses a recipient, with code %d".formatted(refused.getReturnCode()),
            "Check MESSAGES_TO.");
      }
      if (nested instanceof SMTPSendFailedException refused) {
        return refused.getReturnCode() < 0 ? BROKEN : refusedMail(refused.getReturnCode());
      }
      next = nested.getNextException();
    }
    return ofBreak(next);
  }

  private static Failed ofBreak(@Nullable Exception cause) {
    if (WebhookFailure.isIn(cause, UnknownHostException.class)) {
      return new Failed("there is no such host", SERVER);
    }
    if (WebhookFailure.isIn(cause, ConnectException.class)) {
      return new Failed(
          "connection refused",
          "Is the mail server running? Check the host and the port in SMTP_URL.");
    }
    return cause == null
        ? new Failed(
            "it offers no STARTTLS, or breaks the protocol",
            "If it speaks TLS from the start, begin SMTP_URL with smtps://.")
        : BROKEN;
  }

  private static Failed refusedMail(int code) {
    return new Failed(
        "it refuses the mail, with code %d".formatted(code),
        "Check MESSAGES_FROM and MESSAGES_TO.");
  }
}
