package dev.porchlight.config;

/** A setting is invalid; the message is one sentence for the owner. */
public final class InvalidSettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidSettingException(String message) {
    super(message);
  }

  /** Says which setting, what was given and what is allowed. */
  static InvalidSettingException invalid(String name, String given, String allowed) {
    return new InvalidSettingException(
        "%s is \"%s\"; allowed is %s.".formatted(name, given, allowed));
  }

  /** Names the setting; what was given and what is allowed stands in the cause's message. */
  static InvalidSettingException refused(String name, IllegalArgumentException cause) {
    return new InvalidSettingException("%s: %s.".formatted(name, cause.getMessage()));
  }
}
