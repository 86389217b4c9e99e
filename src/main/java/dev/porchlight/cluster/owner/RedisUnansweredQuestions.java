package dev.porchlight.cluster.owner;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.answer.QuestionListener.Reason;
import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.concurrent.WriteBehind;
import dev.porchlight.io.StorageException;
import dev.porchlight.owner.MaskedQuestion;
import dev.porchlight.owner.UnansweredQuestions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The questions that all machines were asked. What too few visitors asked is in Redis under digests
 * alone, which expire with the day; so enough visitors must have asked on one day before a question
 * is written as it reads. Safe for use by any thread; to list and to erase may wait for Redis, and
 * its monitor is held over neither.
 */
final class RedisUnansweredQuestions implements UnansweredQuestions {

  private static final String KEY = Keys.PREFIX + "{unanswered}:";
  private static final String ORDER = KEY + "order";
  private static final String QUESTION = KEY + "question:";

  /** What a machine adds late, because Redis was lost, may meet what others added. */
  private static final Duration AFTER_THE_DAY = Duration.ofHours(1);

  private final RedisLink link;
  private final VisitorDigests digests;
  private final int minVisitors;
  private final int days;
  private final InstantSource clock;
  private final WriteBehind saving;

  /** What Redis has not got, those first that nobody asked for longest. */
  @GuardedBy("this")
  private Map<String, Asked> unsaved = new LinkedHashMap<>();

  /** What Redis is being given, and may have got. */
  @GuardedBy("this")
  private Map<String, Asked> given = new LinkedHashMap<>();

  @GuardedBy("this")
  private long lastNumber;

  private volatile List<Unanswered> lastRead = List.of();

  /** What this machine was asked on a day since it told Redis. */
  private static final class Asked {
    private final MaskedQuestion question;
    private final LocalDate day;
    private final long number;
    private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    private final Set<String> visitors = new HashSet<>();
    private int times;

    Asked(MaskedQuestion question, LocalDate day, long number) {
      this.question = question;
      this.day = day;
      this.number = number;
    }

    void add(Reason reason, String visitor) {
      times++;
      reasons.add(reason);
      if (visitors.size() < MAX_VISITORS) {
        visitors.add(visitor);
      }
    }
  }

  /**
   * @param digests the same on all machines
   * @param days how many days a question is kept since it was asked last
   */
  RedisUnansweredQuestions(
      RedisLink link,
      VisitorDigests digests,
      int minVisitors,
      int days,
      InstantSource clock,
      Timers timers) {
    this.link = link;
    this.digests = digests;
    this.minVisitors = minVisitors;
    this.days = days;
    this.clock = clock;
    this.saving = new WriteBehind(this::save, timers);
  }

  @Override
  public void add(String question, String visitor, Reason reason) {
    MaskedQuestion masked = MaskedQuestion.of(question);
    String words = masked.words();
    if (words.isEmpty()) {
      return;
    }
    LocalDate today = today();
    String key = digests.ofQuestion(today, words);
    String who = digests.ofVisitor(today, words, visitor);
    synchronized (this) {
      Asked asked = unsaved.remove(key);
      if (asked == null) {
        forgetOldest();
        asked = new Asked(masked, today, ++lastNumber);
      }
      unsaved.put(key, asked);
      asked.add(reason, who);
    }
    saving.changed();
  }

  @GuardedBy("this")
  private void forgetOldest() {
    if (unsaved.size() >= MAX_QUESTIONS) {
      unsaved.remove(unsaved.keySet().iterator().next());
    }
  }

  /** What may have been given before is given with its number again, and before what is new. */
  private void save() {
    boolean wasGivenBefore;
    do {
      Map<String, Asked> all;
      synchronized (this) {
        wasGivenBefore = !given.isEmpty();
        if (!wasGivenBefore) {
          given = unsaved;
          unsaved = new LinkedHashMap<>();
        }
        all = new LinkedHashMap<>(given);
      }
      all.forEach(this::give);
    } while (wasGivenBefore);
  }

  private void give(String digest, Asked asked) {
    List<String> keys =
        List.of(KEY + digest, KEY + digest + ":visitors", QUESTION + idOf(asked.question));
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                link.machine(),
                asked.number,
                asked.times,
                secondsUntil(asked.day.plusDays(1)) + AFTER_THE_DAY.toSeconds(),
                minVisitors,
                MAX_VISITORS,
                asked.reasons.size()));
    arguments.addAll(asked.reasons);
    arguments.addAll(asked.visitors);
    boolean isToBeShown =
        Keys.number(
                SharedRecords.await(
                        link.call(redis -> UnansweredScripts.GATHER.run(redis, keys, arguments)))
                    .get(0))
            == 1;
    long seconds = secondsUntil(asked.day.plusDays(days));
    if (isToBeShown && seconds > 0) {
      show(keys, asked, seconds);
    }
    synchronized (this) {
      given.remove(digest);
    }
  }

  private void show(List<String> keys, Asked asked, long seconds) {
    List<String> andOrder = new ArrayList<>(keys);
    andOrder.add(ORDER);
    List<Object> arguments =
        List.of(idOf(asked.question), asked.question.text(), asked.day, seconds, MAX_QUESTIONS);
    var unused =
        SharedRecords.await(
            link.call(redis -> UnansweredScripts.SHOW.run(redis, andOrder, arguments)));
  }

  private String idOf(MaskedQuestion question) {
    return digests.id(question.words());
  }

  /** As all machines told it; while Redis is lost, as it was read last. */
  @Override
  public List<Unanswered> list() {
    try {
      lastRead = read();
    } catch (StorageException told) {
      // The link has told the owner.
    }
    String first = today().minusDays(days - 1L).toString();
    return Unanswered.sorted(
        lastRead.stream().filter(each -> each.lastAsked().compareTo(first) >= 0).toList());
  }

  private List<Unanswered> read() {
    return SharedRecords.await(
            link.call(
                redis -> UnansweredScripts.LIST.run(redis, List.of(ORDER, QUESTION), List.of())))
        .stream()
        .map(found -> unanswered((List<?>) found))
        .toList();
  }

  private static Unanswered unanswered(List<?> found) {
    Map<String, String> fields = new TreeMap<>();
    List<?> namesAndValues = (List<?>) found.get(1);
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      fields.put(text(namesAndValues.get(i)), text(namesAndValues.get(i + 1)));
    }
    List<String> reasons = new ArrayList<>();
    for (Reason reason : Reason.values()) {
      if (fields.containsKey("why:" + reason)) {
        reasons.add(Unanswered.inWords(reason));
      }
    }
    return new Unanswered(
        text(found.get(0)),
        fields.getOrDefault("question", ""),
        Integer.parseInt(fields.getOrDefault("times", "0")),
        Integer.parseInt(fields.getOrDefault("visitors", "0")),
        reasons,
        fields.getOrDefault("last", ""));
  }

  @Override
  public boolean erase(String id) {
    boolean isErased =
        Keys.number(
                SharedRecords.await(
                        link.call(
                            redis ->
                                UnansweredScripts.ERASE.run(
                                    redis, List.of(ORDER, QUESTION + id), List.of(id))))
                    .get(0))
            == 1;
    synchronized (this) {
      unsaved.values().removeIf(asked -> idOf(asked.question).equals(id));
    }
    lastRead = lastRead.stream().filter(each -> !each.id().equals(id)).toList();
    return isErased;
  }

  /** Saves what is not saved yet. */
  @Override
  public void close() {
    saving.close();
  }

  private long secondsUntil(LocalDate day) {
    return Math.max(
        0,
        Duration.between(clock.instant(), day.atStartOfDay().toInstant(ZoneOffset.UTC))
            .toSeconds());
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private static String text(Object reply) {
    return new String((byte[]) reply, UTF_8);
  }
}
