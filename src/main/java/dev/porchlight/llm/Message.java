package dev.porchlight.llm;

/** One message of a conversation. */
public record Message(Role role, String content) {

  /** Who speaks, by the names of the chat-completions API in lower case. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }
}
