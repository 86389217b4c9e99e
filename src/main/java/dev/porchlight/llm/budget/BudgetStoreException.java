package dev.porchlight.llm.budget;

/**
 * The file that keeps what is spent of the day's budget can't be used: one sentence that names it.
 */
final class BudgetStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BudgetStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
