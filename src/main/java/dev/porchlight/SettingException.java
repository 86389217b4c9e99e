package dev.porchlight;

/** A setting is invalid; the message is one sentence for the owner. */
final class SettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SettingException(String message) {
    super(message);
  }

  /** Says which setting, what was given and what is allowed. */
  static SettingException invalid(String name, String given, String allowed) {
    return new SettingException("%s is \"%s\"; allowed is %s.".formatted(name, given, allowed));
  }

  /** Names the setting; what was given and what is allowed stands in the cause's message. */
  static SettingException refused(String name, IllegalArgumentException cause) {
    return new SettingException("%s: %s.".formatted(name, cause.getMessage()));
  }
}
