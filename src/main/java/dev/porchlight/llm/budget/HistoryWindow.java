package dev.porchlight.llm.budget;

import dev.porchlight.llm.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Cuts what was said before to a number of tokens, by estimate: the newest turns stay. A turn that
 * would take more than half of them is shortened in its middle, so that a long answer leaves room
 * for its question.
 *
 * @param tokens the most that the history may have, 0 or more
 */
public record HistoryWindow(int tokens) {

  private static final String OMISSION = " […] ";

  /** A remainder of fewer tokens is not worth sending. */
  private static final int LEAST = 16;

  /**
   * The turns that are kept, in their order. An answer is kept only with its question, unless it
   * came without one.
   *
   * @param history oldest first
   */
  public List<Message> cut(List<Message> history) {
    Deque<Message> kept = new ArrayDeque<>();
    long left = tokens;
    int oldest = history.size();
    while (oldest > 0) {
      Message turn = shortened(history.get(oldest - 1), Math.min(left, (tokens + 1) / 2));
      left -= TokenEstimator.of(turn.content());
      if (turn.content().isEmpty() || left < 0) {
        break;
      }
      kept.addFirst(turn);
      oldest--;
    }
    boolean questionIsCut = oldest > 0 && history.get(oldest - 1).role() == Message.Role.USER;
    if (questionIsCut && !kept.isEmpty() && kept.getFirst().role() == Message.Role.ASSISTANT) {
      kept.removeFirst();
    }
    return List.copyOf(kept);
  }

  /** The turn, or its beginning and its end; an empty one where there is no room for it. */
  private static Message shortened(Message turn, long most) {
    if (TokenEstimator.of(turn.content()) <= most) {
      return turn;
    }
    if (most < LEAST) {
      return new Message(turn.role(), "");
    }
    long half = (most - TokenEstimator.of(OMISSION)) / 2;
    String beginning = beginning(turn.content(), half);
    String end = end(turn.content(), half);
    return new Message(turn.role(), beginning + OMISSION + end);
  }

  private static String beginning(String text, long most) {
    TokenEstimator estimate = new TokenEstimator();
    int to = 0;
    while (to < text.length()) {
      int next = text.offsetByCodePoints(to, 1);
      estimate.add(text.substring(to, next));
      if (estimate.tokens() > most) {
        break;
      }
      to = next;
    }
    return text.substring(0, to);
  }

  private static String end(String text, long most) {
    TokenEstimator estimate = new TokenEstimator();
    int from = text.length();
    while (from > 0) {
      int next = text.offsetByCodePoints(from, -1);
      estimate.add(text.substring(next, from));
      if (estimate.tokens() > most) {
        break;
      }
      from = next;
    }
    return text.substring(from);
  }
}
