package dev.porchlight.llm;

import java.util.List;

/**
 * What a model is asked.
 *
 * @param turns the conversation in order, the owner's system prompt first, the visitor's question
 *     last
 * @param sources the passages that the system prompt holds, numbered from 1 in this order
 */
public record Prompt(List<Message> turns, List<Source> sources) {

  public Prompt {
    turns = List.copyOf(turns);
    sources = List.copyOf(sources);
  }

  /** What the visitor asks now, without what was said before. */
  public String question() {
    return turns.get(turns.size() - 1).content();
  }
}
