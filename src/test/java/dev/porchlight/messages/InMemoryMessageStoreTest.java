package dev.porchlight.messages;

/** The store in memory. */
final class InMemoryMessageStoreTest extends MessageStoreContract {

  private final MessageStore store = new InMemoryMessageStore();

  @Override
  protected MessageStore store() {
    return store;
  }
}
