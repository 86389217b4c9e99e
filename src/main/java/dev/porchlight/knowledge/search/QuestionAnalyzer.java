package dev.porchlight.knowledge.search;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.jspecify.annotations.Nullable;

/**
 * Makes terms of a question, each word in all languages of the site: whoever asks in one may use a
 * word of another. Function words are those of the question's own language. Safe for use by any
 * thread.
 */
final class QuestionAnalyzer {

  private static final int MAX_CHARS = 8_000;
  private static final int MAX_WORDS = 200;

  private final Analyzer words = new WordAnalyzer();
  private final TermAnalyzer plain = new TermAnalyzer(null);
  private final Map<Language, TermAnalyzer> byLanguage = new EnumMap<>(Language.class);
  private final List<TermAnalyzer> languages;
  private final LoadingCache<String, Set<String>> terms =
      Caffeine.newBuilder().maximumSize(TermAnalyzer.MOST_WORDS_KEPT).build(this::analyze);

  /**
   * @param languages of the site's pages; null for those whose language is not known
   */
  QuestionAnalyzer(Collection<@Nullable Language> languages) {
    for (Language language : Language.values()) {
      byLanguage.put(language, new TermAnalyzer(language));
    }
    this.languages = languages.stream().map(this::of).toList();
  }

  private TermAnalyzer of(@Nullable Language language) {
    return byLanguage.getOrDefault(language, plain);
  }

  /**
   * What a question is about, in order; empty where all its words are such as every question has.
   */
  List<QuestionWord> wordsOf(String question) {
    String head = question.substring(0, Math.min(question.length(), MAX_CHARS));
    Language language = LanguageDetector.of(head);
    Map<String, QuestionWord> about = new LinkedHashMap<>();
    for (String word : split(head)) {
      QuestionWord known = part(word);
      if (!known.terms().isEmpty() && !isFunctionWord(word, language)) {
        about.putIfAbsent(word, known);
      }
      if (about.size() == MAX_WORDS) {
        break;
      }
    }
    return List.copyOf(about.values());
  }

  private boolean isFunctionWord(String word, @Nullable Language language) {
    return language != null && of(language).leavesOut(word);
  }

  /** Two words that the pages may write as one. */
  QuestionWord joined(QuestionWord first, QuestionWord second) {
    return part(first.word() + second.word());
  }

  /** A part of a word. */
  QuestionWord part(String word) {
    return new QuestionWord(word, terms.get(word));
  }

  private Set<String> analyze(String word) {
    if (plain.leavesOut(word)) {
      return Set.of();
    }
    Set<String> analyzed = new HashSet<>();
    Stream<TermAnalyzer> analyzers = languages.isEmpty() ? Stream.of(plain) : languages.stream();
    analyzers.forEach(language -> analyzed.addAll(language.in(word, 1)));
    return Set.copyOf(analyzed);
  }

  private List<String> split(String question) {
    List<String> split = new ArrayList<>();
    try (TokenStream stream = words.tokenStream("", question)) {
      CharTermAttribute word = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        split.add(word.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Reading a string failed", e);
    }
    return split;
  }

  /** Words in lower case, and pairs of characters where a script has no spaces. */
  private static final class WordAnalyzer extends Analyzer {
    @Override
    protected TokenStreamComponents createComponents(String fieldName) {
      Tokenizer tokens = new StandardTokenizer();
      return new TokenStreamComponents(tokens, new CJKBigramFilter(new LowerCaseFilter(tokens)));
    }
  }
}
