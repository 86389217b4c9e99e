package dev.porchlight.importer;

/** One page that makes no file; the message says why. */
final class LeftOutException extends Exception {

  private final String group;

  /**
   * @param group the reason in a few words, by which the summary counts
   */
  LeftOutException(String group, String message) {
    super(message);
    this.group = group;
  }

  LeftOutException(String group) {
    this(group, group);
  }

  String group() {
    return group;
  }
}
