package dev.porchlight.importer;

/** The import as a whole can't go on; the message is one sentence for the owner. */
final class ImportException extends Exception {

  static final int FAILED = 1;
  static final int BAD_ARGUMENTS = 2;

  private final int exitCode;

  private ImportException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  static ImportException failed(String message) {
    return new ImportException(FAILED, message);
  }

  static ImportException badArguments(String message) {
    return new ImportException(BAD_ARGUMENTS, message);
  }

  int exitCode() {
    return exitCode;
  }
}
