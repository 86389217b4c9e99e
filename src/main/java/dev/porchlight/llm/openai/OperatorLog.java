package dev.porchlight.llm.openai;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Throttle;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what the owner has to correct at an upstream, once a minute at most: never with the key, nor
 * with anything that an upstream or a visitor said. Safe for use by any thread.
 */
final class OperatorLog {
  private static final Logger LOG = LoggerFactory.getLogger(OpenAiChatModel.class);

  private static final String UNUSABLE = "cannot be used: ";

  private final EndpointConfig upstream;
  private final Throttle oneLineAMinute;

  OperatorLog(EndpointConfig upstream, Ticker ticker) {
    this.upstream = upstream;
    this.oneLineAMinute = new Throttle(Duration.ofMinutes(1), ticker);
  }

  /** The upstream answered 401, 403 or 404. */
  void misconfigured(int status) {
    warn(
        status == 404
            ? UNUSABLE
                + "404: it knows no such address or model; check the URL and the model's name"
            : UNUSABLE + status + ": it does not take the key; check the key and its header");
  }

  /** A connection could not be made; logged only where TLS was the reason. */
  void notConnected(Throwable cause) {
    if (ErrorClassifier.find(cause, SSLException.class) != null) {
      warn(UNUSABLE + tlsProblem(cause));
    }
  }

  /** The model came to no answer within the tokens that it may write. */
  void onlyThought() {
    warn("spent all its tokens on thinking and wrote no answer; raise AI_MAX_TOKENS");
  }

  static String tlsProblem(Throwable cause) {
    if (ErrorClassifier.find(cause, CertificateExpiredException.class) != null) {
      return "TLS: its certificate has expired";
    }
    if (ErrorClassifier.find(cause, CertificateNotYetValidException.class) != null) {
      return "TLS: its certificate is not valid yet";
    }
    if (ErrorClassifier.find(cause, CertPathBuilderException.class) != null) {
      return "TLS: its certificate was issued by an authority that is not trusted here";
    }
    return ErrorClassifier.find(cause, CertificateException.class) != null
        ? "TLS: its certificate is for another host name"
        : "TLS: the handshake failed";
  }

  private void warn(String problem) {
    if (oneLineAMinute.tryPass()) {
      LOG.warn("The upstream {} {}", upstream, problem);
    }
  }
}
