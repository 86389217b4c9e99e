package dev.porchlight.llm.openai;

import java.util.Locale;

/**
 * An upstream's own account of what went wrong: for deciding what it means, never for showing or
 * logging.
 *
 * @param status the HTTP status, the one that the account names, or 0 where there is none
 * @param account as it came
 */
public record ProviderError(int status, String account) {

  boolean names(String words) {
    return account.toLowerCase(Locale.ROOT).contains(words);
  }

  @Override
  public String toString() {
    return "UpstreamError[status=" + status + "]";
  }
}
