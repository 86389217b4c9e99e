package dev.porchlight.knowledge.search;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.jspecify.annotations.Nullable;

/**
 * The terms of a text in one language: words in lower case without accents and without the
 * language's endings, pairs of characters where a script has no spaces, nothing for function words
 * and for the words that every question has. Safe for use by any thread.
 */
final class TermAnalyzer extends Analyzer {

  /**
   * The words of questions, without accents. Words of other languages are here only where they mean
   * nothing much in English.
   */
  private static final CharArraySet QUESTION_WORDS =
      StopFilter.makeStopSet(
          """
          a about actually all also am an and any anything are as at be been being but by can cannot
          could did do does doing don't done else etc ever every exactly explain for from give got
          had has have having he hello help her hers hey hi him his how i i'd i'll i'm i've if in into
          is isn't it it's its just know let let's like lot made make may me mean might mine more most
          much must my need no not now of off ok okay on one only or other our ours out please
          possible quite really say shall she should show so some somehow something still such tell
          than thank thanks that the their them then there these they thing things this those to too
          understand up us use used using very want was way we were what what's when where whether
          which while who who's whom whose why will with would yes you your yours
          aber auf aus bei das dein dem den der des du ein eine einen einer es fur gibt habe haben ich
          ihr im ist kann kannst konnen macht mein meine mich mir mit muss nach nicht oder sich sind
          soll uber und vom von wann warum welche welcher wenn werden wer wie wird wo zu zum zur
          au aux avec ce cela ces cette comment dans de du elle en est et etes faire il je la le les
          leur ma mes mon nos notre nous ou par pas peut peux pour pourquoi puis quand que quel quelle
          qui quoi sa ses sont sur ta te tes ton tu un une vos votre vous
          al como con cual cuando cuanto del donde el ella ellos esta este esto hay lo los las mas
          mi mis muy para pero por porque puede puedo puedes quien se ser si sin son su sus tiene una
          che chi come cosa cui da dei della di dove gli ho mia mio nel non per perche piu posso puo
          quale quando quanto sono suo tra uma como da das dos em fazer meu minha na nao nas nos o
          onde os ou pelo posso qual quem seu sua voce
          bitte bekomme bekommt brauche braucht darf durfen findet finden geht gehen gibts hat kommt
          kommen lassen mochte mochten muss sie sollte wieviel wieso woher wohin womit wofur wurde
          avez avons combien etes faut faire fait peux puis puis-je peut-on voudrais veux y a-t-il
          est-ce avez-vous pouvez pouvez-vous pourriez-vous proposez-vous vendez-vous
          cuales cuantas cuantos donde hacer hace puede pueden quiero quisiera tengo tienen ustedes
          dat dit een het hoe ik je kan met mijn niet te van voor waar waarom wat welke wie zijn
          """
              .strip()
              .split("\\s+"));

  /** The words of most questions of a site, and some. */
  static final int MOST_WORDS_KEPT = 4096;

  private final @Nullable Language language;
  private final LoadingCache<String, Boolean> leftOut =
      Caffeine.newBuilder().maximumSize(MOST_WORDS_KEPT).build(word -> in(word, 1).isEmpty());

  /**
   * @param language null where it is not known
   */
  TermAnalyzer(@Nullable Language language) {
    super(PER_FIELD_REUSE_STRATEGY);
    this.language = language;
  }

  @Override
  protected TokenStreamComponents createComponents(String fieldName) {
    Tokenizer words = new StandardTokenizer();
    TokenStream terms = new LowerCaseFilter(words);
    if (language == null) {
      terms = new CJKBigramFilter(new QuestionWordFilter(terms));
    } else {
      terms = new StopFilter(language.apart(terms), language.functionWords());
      terms = language.stemmed(new CJKBigramFilter(new QuestionWordFilter(terms)));
    }
    return new TokenStreamComponents(words, new ASCIIFoldingFilter(terms));
  }

  /** Whether a word has no term: a function word, or one that every question has. */
  boolean leavesOut(String word) {
    return leftOut.get(word);
  }

  /** The terms of a text, in order; equal ones as often as they stand there. */
  List<String> in(String text, int atMost) {
    List<String> terms = new ArrayList<>();
    try (TokenStream stream = tokenStream("", text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (terms.size() < atMost && stream.incrementToken()) {
        terms.add(term.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Reading a string failed", e);
    }
    return terms;
  }

  /** Leaves out the words of questions, with or without their accents. */
  private static final class QuestionWordFilter extends FilteringTokenFilter {

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    QuestionWordFilter(TokenStream in) {
      super(in);
    }

    @Override
    protected boolean accept() {
      char[] folded = new char[4 * term.length()];
      int length = ASCIIFoldingFilter.foldToASCII(term.buffer(), 0, folded, 0, term.length());
      return !QUESTION_WORDS.contains(folded, 0, length);
    }
  }
}
