package dev.porchlight.answer;

import dev.porchlight.llm.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a visitor, with the turns before it and the page it was asked on.
 *
 * @param history oldest first, within the bounds of the wire
 * @param page the address of the page without its query, or null where it is not known
 * @param fresh whether the visitor wants the model asked anew
 * @param isFirst whether nothing was said before it, also nothing that the history has no room for:
 *     its answer depends on no other, and may be cached
 * @param continued what was written of its answer before that broke off, which is to go on from
 *     there; or null
 */
public record Question(
    String message,
    List<Message> history,
    @Nullable String page,
    boolean fresh,
    boolean isFirst,
    @Nullable String continued) {

  public Question {
    history = List.copyOf(history);
  }

  /** A question whose history is all that was said before it. */
  public Question(String message, List<Message> history, @Nullable String page, boolean fresh) {
    this(message, history, page, fresh, history.isEmpty(), null);
  }
}
