package dev.porchlight.model;

/** One message of a conversation. */
public record Turn(Role role, String content) {

  /** Who speaks, by the names of the chat-completions API in lower case. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }
}
