package dev.porchlight.answer;

/** Whether there is such a stream can't be told now: it may be asked for again soon. */
public final class AnswerUnreachableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public AnswerUnreachableException(Throwable cause) {
    super(cause);
  }
}
