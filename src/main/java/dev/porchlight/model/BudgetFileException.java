package dev.porchlight.model;

/**
 * The file that keeps what is spent of the day's budget can't be used: one sentence that names it.
 */
public final class BudgetFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BudgetFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
