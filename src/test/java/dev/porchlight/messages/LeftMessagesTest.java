package dev.porchlight.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What waited in one store is in the other, and what finds no room there stays. */
final class LeftMessagesTest {

  private static final MessageLimits ANY = new MessageLimits(null, 10);

  private final MessageStore before = new InMemoryMessageStore();
  private final MessageStore now = new InMemoryMessageStore();

  @Test
  void whatWaitedIsMovedOnceAlsoWhereItWasThereAlready() {
    before.add(Messages.of("a"), ANY);
    before.add(Messages.of("b"), ANY);
    now.add(Messages.of("a"), ANY);
    new LeftMessages(before).moveTo(now, ANY);
    assertThat(before.waiting()).isEmpty();
    assertThat(now.waiting()).extracting(one -> one.message().id()).containsExactly("a", "b");
  }

  @Test
  void whatFindsNoRoomStaysAndADaysLimitDoesNotHoldItBack() {
    before.add(Messages.of("a"), ANY);
    before.add(Messages.of("b"), ANY);
    new LeftMessages(before).moveTo(now, new MessageLimits(0, 1));
    assertThat(now.waiting()).hasSize(1);
    assertThat(before.waiting()).extracting(one -> one.message().id()).containsExactly("b");
  }
}
