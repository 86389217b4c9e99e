package dev.porchlight.owner;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.answer.QuestionListener.Reason;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.concurrent.WriteBehind;
import dev.porchlight.io.StorageException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The questions that this process was asked. They are in memory, and over restarts in the store,
 * where there is one; visitors are told apart by a hash with a key that no one knows, which is in
 * memory alone. Safe for use by any thread.
 */
final class InMemoryUnansweredQuestions implements UnansweredQuestions {

  private static final int ID_BYTES = 9;
  private static final Duration BETWEEN_PURGES = Duration.ofHours(1);

  private final int minVisitors;
  private final @Nullable Retention retention;
  private final InstantSource clock;
  private final Timers timers;
  private final @Nullable WriteBehind saving;
  private final SecretKeySpec key = newKey();

  /** Those first that nobody asked for longest. */
  @GuardedBy("this")
  private final Map<String, Gathered> byWords = new LinkedHashMap<>();

  /** The words of those that the store has not got as they are. */
  @GuardedBy("this")
  private Set<String> unsaved = new HashSet<>();

  private static final class Gathered {
    private final String question;

    /** Those before the start, who are not told apart from those since. */
    private final int visitorsBefore;

    private final Set<String> visitors = new HashSet<>();
    private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    private int times;
    private LocalDate lastAsked = LocalDate.EPOCH;

    Gathered(String question, int visitorsBefore) {
      this.question = question;
      this.visitorsBefore = visitorsBefore;
    }

    static Gathered of(UnansweredStore.Kept kept) {
      Gathered gathered = new Gathered(kept.question(), kept.visitors());
      gathered.reasons.addAll(kept.reasons());
      gathered.times = kept.times();
      gathered.lastAsked = kept.lastAsked();
      return gathered;
    }

    int visitors() {
      return visitorsBefore + visitors.size();
    }

    UnansweredStore.Kept kept(String words) {
      return new UnansweredStore.Kept(words, question, times, visitors(), reasons, lastAsked);
    }
  }

  /**
   * Goes on from what the store has.
   *
   * @param minVisitors how many different visitors have to have asked a question before it is
   *     shown, or kept over restarts
   * @param retention null to forget all of them at the end
   * @param clock tells the day
   * @param timers run what the store writes
   */
  InMemoryUnansweredQuestions(
      int minVisitors, @Nullable Retention retention, InstantSource clock, Timers timers) {
    this.minVisitors = minVisitors;
    this.retention = retention;
    this.clock = clock;
    this.timers = timers;
    this.saving = retention == null ? null : new WriteBehind(this::save, timers);
    if (retention != null) {
      load(retention.store());
      purge();
    }
  }

  private void load(UnansweredStore store) {
    try {
      List<UnansweredStore.Kept> kept = store.read();
      synchronized (this) {
        for (UnansweredStore.Kept each : kept) {
          forgetOldest();
          byWords.put(each.words(), Gathered.of(each));
        }
      }
    } catch (StorageException told) {
      // The store has told the owner; what it has is there again after the next start.
    }
  }

  @Override
  public void add(String question, String visitor, Reason reason) {
    MaskedQuestion masked = MaskedQuestion.of(question);
    String words = masked.words();
    if (words.isEmpty()) {
      return;
    }
    String who = hash(visitor);
    synchronized (this) {
      Gathered gathered = byWords.remove(words);
      if (gathered == null) {
        gathered = new Gathered(masked.text(), 0);
        forgetOldest();
      }
      byWords.put(words, gathered);
      gathered.times++;
      gathered.reasons.add(reason);
      gathered.lastAsked = today();
      if (gathered.visitors.size() < MAX_VISITORS) {
        gathered.visitors.add(who);
      }
      unsaved.add(words);
    }
    changed();
  }

  @Override
  public synchronized List<Unanswered> list() {
    List<Unanswered> found = new ArrayList<>();
    byWords.forEach(
        (words, gathered) -> {
          if (gathered.visitors() >= minVisitors) {
            found.add(
                new Unanswered(
                    idOf(words),
                    gathered.question,
                    gathered.times,
                    gathered.visitors(),
                    gathered.reasons.stream().map(Unanswered::inWords).toList(),
                    gathered.lastAsked.toString()));
          }
        });
    return Unanswered.sorted(found);
  }

  @Override
  public boolean erase(String id) {
    String words = wordsOfId(id);
    if (words == null) {
      return false;
    }
    if (retention != null) {
      retention.store().write(List.of(), List.of(words));
    }
    synchronized (this) {
      byWords.remove(words);
      unsaved.remove(words);
    }
    return true;
  }

  private synchronized @Nullable String wordsOfId(String id) {
    return byWords.keySet().stream()
        .filter(words -> idOf(words).equals(id))
        .findFirst()
        .orElse(null);
  }

  private void changed() {
    if (saving != null) {
      saving.changed();
    }
  }

  private void save() {
    Retention keeping = retention;
    if (keeping == null) {
      return;
    }
    Set<String> words;
    List<UnansweredStore.Kept> changed = new ArrayList<>();
    List<String> erased = new ArrayList<>();
    synchronized (this) {
      words = unsaved;
      unsaved = new HashSet<>();
      for (String each : words) {
        Gathered gathered = byWords.get(each);
        if (gathered == null) {
          erased.add(each);
        } else if (gathered.visitors() >= minVisitors) {
          changed.add(gathered.kept(each));
        }
      }
    }
    try {
      keeping.store().write(changed, erased);
    } catch (StorageException e) {
      synchronized (this) {
        unsaved.addAll(words);
      }
      throw e;
    }
  }

  /** Erases, now and from time to time, what nobody asked for as many days as are kept. */
  private void purge() {
    Retention keeping = retention;
    if (keeping == null) {
      return;
    }
    LocalDate first = today().minusDays(keeping.days() - 1L);
    synchronized (this) {
      byWords.values().removeIf(gathered -> gathered.lastAsked.isBefore(first));
    }
    try {
      keeping.store().eraseBefore(first);
    } catch (StorageException told) {
      // The store has told the owner; it is tried again with the next purge.
    }
    var unused = timers.schedule(this::purge, BETWEEN_PURGES);
  }

  /** Saves what is not saved yet. */
  @Override
  public void close() {
    if (saving != null) {
      saving.close();
    }
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  @GuardedBy("this")
  private void forgetOldest() {
    if (byWords.size() >= MAX_QUESTIONS) {
      String oldest = byWords.keySet().iterator().next();
      byWords.remove(oldest);
      unsaved.add(oldest);
    }
  }

  private String idOf(String words) {
    return hash(words);
  }

  private String hash(String text) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)), 0, ID_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC is missing in this Java", e);
    }
  }

  private static SecretKeySpec newKey() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return new SecretKeySpec(random, "HmacSHA256");
  }
}
