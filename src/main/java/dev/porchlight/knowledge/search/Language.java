package dev.porchlight.knowledge.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fi.FinnishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.no.NorwegianLightStemFilter;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.sv.SwedishLightStemFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.jspecify.annotations.Nullable;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;

/** A language whose endings and function words are known, as Lucene has them. */
enum Language {
  ENGLISH("en") {
    @Override
    TokenStream stemmed(TokenStream words) {
      return new EnglishMinimalStemFilter(new KStemFilter(words));
    }

    @Override
    TokenStream apart(TokenStream words) {
      return new EnglishPossessiveFilter(words);
    }

    @Override
    CharArraySet functionWords() {
      return ENGLISH_WORDS;
    }
  },
  GERMAN("de") {
    @Override
    TokenStream stemmed(TokenStream words) {
      return new GermanVerbFilter(new GermanLightStemFilter(words));
    }

    @Override
    CharArraySet functionWords() {
      return GermanAnalyzer.getDefaultStopSet();
    }
  },
  FRENCH("fr") {
    @Override
    TokenStream stemmed(TokenStream words) {
      return new FrenchLightStemFilter(words);
    }

    @Override
    TokenStream apart(TokenStream words) {
      return new ElisionFilter(words, FrenchAnalyzer.DEFAULT_ARTICLES);
    }

    @Override
    CharArraySet functionWords() {
      return FrenchAnalyzer.getDefaultStopSet();
    }
  },
  SPANISH("es") {
    @Override
    TokenStream stemmed(TokenStream words) {
      return new SpanishLightStemFilter(words);
    }

    @Override
    CharArraySet functionWords() {
      return SpanishAnalyzer.getDefaultStopSet();
    }
  },
  PORTUGUESE("pt") {
    @Override
    TokenStream stemmed(TokenStream words) {
      return new PortugueseLightStemFilter(words);
    }

    @Override
    CharArraySet functionWords() {
      return PortugueseAnalyzer.getDefaultStopSet();
    }
  },
  ITALIAN("it") {
    @Override
    TokenStream stemmed(TokenStream words) {
      return new ItalianLightStemFilter(words);
    }

    @Override
    TokenStream apart(TokenStream words) {
      return new ElisionFilter(words, ITALIAN_ARTICLES);
    }

    @Override
    CharArraySet functionWords() {
      return ItalianAnalyzer.getDefaultStopSet();
    }
  },
  DUTCH("nl") {
    @Override
    TokenStream stemmed(TokenStream words) {
      return new SnowballFilter(words, new DutchStemmer());
    }

    @Override
    CharArraySet functionWords() {
      return DutchAnalyzer.getDefaultStopSet();
    }
  },
  SWEDISH("sv") {
    @Override
    TokenStream stemmed(TokenStream words) {
      return new SwedishLightStemFilter(words);
    }

    @Override
    CharArraySet functionWords() {
      return SwedishAnalyzer.getDefaultStopSet();
    }
  },
  NORWEGIAN("no", "nb", "nn") {
    @Override
    TokenStream stemmed(TokenStream words) {
      return new NorwegianLightStemFilter(words);
    }

    @Override
    CharArraySet functionWords() {
      return NorwegianAnalyzer.getDefaultStopSet();
    }
  },
  DANISH("da") {
    @Override
    TokenStream stemmed(TokenStream words) {
      return new SnowballFilter(words, new DanishStemmer());
    }

    @Override
    CharArraySet functionWords() {
      return DanishAnalyzer.getDefaultStopSet();
    }
  },
  FINNISH("fi") {
    @Override
    TokenStream stemmed(TokenStream words) {
      return new FinnishLightStemFilter(words);
    }

    @Override
    CharArraySet functionWords() {
      return FinnishAnalyzer.getDefaultStopSet();
    }
  };

  /** Lucene's own English list has no more than what is left out of an index. */
  private static final CharArraySet ENGLISH_WORDS = snowballWords("english_stop.txt");

  private static final CharArraySet ITALIAN_ARTICLES =
      new CharArraySet(
          List.of(
              "c", "l", "all", "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl", "dagl",
              "degl", "negl", "sugl", "un", "m", "t", "s", "v", "d"),
          true);

  private final String codes;

  private static CharArraySet snowballWords(String file) {
    try (InputStream in = Objects.requireNonNull(SnowballFilter.class.getResourceAsStream(file));
        Reader words = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return CharArraySet.unmodifiableSet(WordlistLoader.getSnowballWordSet(words));
    } catch (IOException e) {
      throw new UncheckedIOException("Lucene's list " + file + " can't be read", e);
    }
  }

  Language(String... codes) {
    this.codes = String.join(" ", codes);
  }

  /** Whether it writes compounds as one word. */
  boolean writesCompounds() {
    return switch (this) {
      case GERMAN, DUTCH, SWEDISH, NORWEGIAN, DANISH, FINNISH -> true;
      default -> false;
    };
  }

  /** Its primary subtag (BCP 47). */
  String code() {
    return codes.replaceFirst(" .*", "");
  }

  /** Takes off what an apostrophe joins to words in lower case. */
  TokenStream apart(TokenStream words) {
    return words;
  }

  /** Takes the endings off words in lower case. */
  abstract TokenStream stemmed(TokenStream words);

  abstract CharArraySet functionWords();

  /**
   * The language of a code (BCP 47, the primary subtag), or null where its endings are not known.
   */
  static @Nullable Language of(@Nullable String code) {
    return Arrays.stream(values())
        .filter(language -> List.of(language.codes.split(" ")).contains(code))
        .findFirst()
        .orElse(null);
  }
}
