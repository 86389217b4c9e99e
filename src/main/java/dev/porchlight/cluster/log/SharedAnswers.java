package dev.porchlight.cluster.log;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.AnswerCache;
import dev.porchlight.answer.AnswerSharing;
import dev.porchlight.answer.AnswerTakeover;
import dev.porchlight.answer.PendingQuestion;
import dev.porchlight.answer.SubscriptionStore;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.cluster.redis.MachineInbox;
import dev.porchlight.cluster.redis.RedisClients;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answers and streams that machines share over Redis. Safe for use by any thread; made once for
 * each machine.
 */
public final class SharedAnswers implements AnswerSharing, AutoCloseable {

  private static final Duration LAST_BATCHES = Duration.ofMillis(500);

  private final RedisLink link;
  private final MachineInbox inbox;
  private final Timers timers;
  private final RedisLogs logs;
  private final HomeAnswers home;
  private final Orphans orphans;
  private final Replicas replicas;
  private volatile @Nullable SharedSubscriptions subscriptions;
  private volatile @Nullable SharedAnswerCache cache;

  /**
   * @param inbox whose messages of answers are handled here; not started yet
   */
  public SharedAnswers(RedisLink link, MachineInbox inbox, Timers timers, Ticker ticker) {
    this.link = link;
    this.inbox = inbox;
    this.timers = timers;
    logs = new RedisLogs(link);
    home = new HomeAnswers(link, logs, timers, this::forgotten);
    orphans = new Orphans(link, logs, home, inbox);
    replicas = new Replicas(link, logs, inbox, orphans, timers, ticker, this::forgotten);
    inbox.handle(AnswerMessages.PUBLISH_AGAIN, this::publishAgain);
    inbox.handle(AnswerMessages.LEFT, answer -> left(answer, new Ending.Stopped(true)));
    inbox.handle(AnswerMessages.STOPPED, answer -> left(answer, new Ending.Stopped(false)));
    inbox.handle(AnswerMessages.STOP, this::stop);
    inbox.handle(AnswerMessages.TAKEN_OVER, this::publishAgain);
    inbox.onMissed(this::missed);
    link.onBeat(this::beat);
  }

  @Override
  public SubscriptionStore subscriptions(SubscriptionStore own, Duration grace) {
    home.setGrace(grace);
    SharedSubscriptions shared =
        new SharedSubscriptions(own, link, home, replicas, inbox, timers, grace);
    subscriptions = shared;
    return shared;
  }

  @Override
  public AnswerCache answers(AnswerCache own, Duration keptFor) {
    SharedAnswerCache shared = new SharedAnswerCache(own, keptFor, link, logs, home, replicas);
    cache = shared;
    return shared;
  }

  @Override
  public void keepQuestion(AnswerLog answer, PendingQuestion question) {
    String asked = PendingQuestionText.of(question);
    HomeAnswer written = home.find(home.publish(answer));
    if (asked != null && written != null) {
      written.keepQuestion(asked);
    }
  }

  @Override
  public void takeOverBy(AnswerTakeover takeover) {
    orphans.takeOverBy(takeover);
  }

  @Override
  public void leave() {
    replicas.leave();
  }

  private void forgotten(String answer) {
    SharedSubscriptions shared = subscriptions;
    if (shared != null) {
      shared.forgotten(answer);
    }
    SharedAnswerCache answers = cache;
    if (answers != null) {
      answers.forgotten(answer);
    }
  }

  private void publishAgain(String answer) {
    HomeAnswer written = home.find(answer);
    if (written != null) {
      written.changed();
    }
  }

  private void left(String answer, Ending.Stopped as) {
    HomeAnswer written = home.find(answer);
    if (written != null) {
      written.leftElsewhere(as);
    }
  }

  private void stop(String stream) {
    SharedSubscriptions shared = subscriptions;
    if (shared != null) {
      shared.stopHere(stream);
    }
  }

  /** Other machines may have said anything of the answers and streams that are here. */
  private void missed() {
    home.missed();
    SharedSubscriptions shared = subscriptions;
    if (shared != null) {
      shared.missed();
    }
  }

  private void beat() {
    home.beat();
    replicas.beat();
    SharedSubscriptions shared = subscriptions;
    if (shared != null) {
      shared.beat();
    }
    SharedAnswerCache answers = cache;
    if (answers != null) {
      answers.beat();
    }
  }

  /** Publishes how the last answers ended. */
  @Override
  public void close() {
    RedisClients.await(home.published(), LAST_BATCHES);
  }
}
