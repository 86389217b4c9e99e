package dev.porchlight.owner;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.answer.QuestionListener.Reason;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The first questions that were not answered, gathered by near-equal wording: the same words in any
 * order, whatever their case, accents and marks. Of more than {@value #MAX_QUESTIONS}, those that
 * nobody asked for longest are forgotten. All of it is in memory; visitors are told apart by a hash
 * with a key that no one knows. Safe for use by any thread.
 */
public final class UnansweredQuestions {

  static final int MAX_QUESTIONS = 1_000;
  private static final int MAX_VISITORS = 100;
  private static final int ID_BYTES = 9;
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Pattern ACCENT = Pattern.compile("\\p{M}+");

  private final int minVisitors;
  private final InstantSource clock;
  private final SecretKeySpec key = newKey();

  @GuardedBy("this")
  private final Map<String, Gathered> byWords = new LinkedHashMap<>();

  /**
   * A question as the owner reads it.
   *
   * @param id by which it can be erased
   * @param question as it was asked first, masked
   * @param times how often it was asked
   * @param visitors how many different visitors asked it, as far as is told apart
   * @param reasons why it counts as not answered
   * @param lastAsked the day (UTC), as 2026-05-31
   */
  public record Unanswered(
      String id,
      String question,
      int times,
      int visitors,
      List<String> reasons,
      String lastAsked) {}

  private static final class Gathered {
    private final String question;
    private final Set<String> visitors = new HashSet<>();
    private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    private int times;
    private LocalDate lastAsked = LocalDate.EPOCH;

    Gathered(String question) {
      this.question = question;
    }
  }

  /**
   * @param minVisitors how many different visitors have to have asked a question before it is shown
   * @param clock tells the day
   */
  public UnansweredQuestions(int minVisitors, InstantSource clock) {
    this.minVisitors = minVisitors;
    this.clock = clock;
  }

  /**
   * Takes one more.
   *
   * @param visitor what tells the visitor from others; it is not kept
   */
  public void add(String question, String visitor, Reason reason) {
    String words = wordsOf(question);
    if (words.isEmpty()) {
      return;
    }
    String who = hash(visitor);
    synchronized (this) {
      Gathered gathered = byWords.remove(words);
      if (gathered == null) {
        gathered = new Gathered(MaskedText.of(question));
        forgetOldest();
      }
      byWords.put(words, gathered);
      gathered.times++;
      gathered.reasons.add(reason);
      gathered.lastAsked = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
      if (gathered.visitors.size() < MAX_VISITORS) {
        gathered.visitors.add(who);
      }
    }
  }

  /** Those that enough visitors asked, the most frequent first. */
  public synchronized List<Unanswered> list() {
    List<Unanswered> found = new ArrayList<>();
    byWords.forEach(
        (words, gathered) -> {
          if (gathered.visitors.size() >= minVisitors) {
            found.add(
                new Unanswered(
                    idOf(words),
                    gathered.question,
                    gathered.times,
                    gathered.visitors.size(),
                    gathered.reasons.stream().map(UnansweredQuestions::inWords).toList(),
                    gathered.lastAsked.toString()));
          }
        });
    found.sort(
        Comparator.comparingInt(Unanswered::times).thenComparing(Unanswered::lastAsked).reversed());
    return List.copyOf(found);
  }

  /**
   * Forgets one.
   *
   * @return false where there is none of that id
   */
  public synchronized boolean erase(String id) {
    return byWords.keySet().removeIf(words -> idOf(words).equals(id));
  }

  private static String inWords(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  @GuardedBy("this")
  private void forgetOldest() {
    if (byWords.size() >= MAX_QUESTIONS) {
      byWords.remove(byWords.keySet().iterator().next());
    }
  }

  private static String wordsOf(String question) {
    String plain =
        ACCENT
            .matcher(Normalizer.normalize(question, Normalizer.Form.NFKD))
            .replaceAll("")
            .toLowerCase(Locale.ROOT);
    Set<String> words = new TreeSet<>(Arrays.asList(NO_WORD.split(plain, -1)));
    words.remove("");
    return String.join(" ", words);
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
