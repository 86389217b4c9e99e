package dev.porchlight.messages;

import dev.porchlight.io.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that wait in a store that is used no more, since another one is set. Safe for use by
 * any thread; it may block.
 *
 * @param store where they wait
 */
public record LeftMessages(MessageStore store) {

  private static final Logger log = LoggerFactory.getLogger(LeftMessages.class);

  /**
   * Moves them. One that can't be kept there stays, and is moved at a later start.
   *
   * @param limits how many may wait there; they count for no day
   */
  public void moveTo(MessageStore other, MessageLimits limits) {
    try {
      for (WaitingMessage left : store.waiting()) {
        MessageLimits.Taking taking =
            other.add(left.message(), new MessageLimits(null, limits.waiting()));
        if (taking == MessageLimits.Taking.KEPT || taking == MessageLimits.Taking.KNOWN) {
          var unused = store.erase(left.message().id());
        }
      }
    } catch (StorageException told) {
      log.debug("What waits is moved at the next start", told);
    }
  }
}
