package dev.porchlight.knowledge.search;

import java.io.IOException;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Takes the ending of the third person and the marks of a participle off German words, which
 * Lucene's stemmers leave: "kostet" is found by "kosten", "geöffnet" by "öffnen".
 */
final class GermanVerbFilter extends TokenFilter {

  private static final int LEAST_LEFT = 4;

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

  GermanVerbFilter(TokenStream stems) {
    super(stems);
  }

  @Override
  public boolean incrementToken() throws IOException {
    if (!input.incrementToken()) {
      return false;
    }
    int length = term.length();
    if (length >= LEAST_LEFT + 2
        && term.charAt(length - 2) == 'e'
        && term.charAt(length - 1) == 't') {
      term.setLength(length - 2);
      if (term.length() >= LEAST_LEFT + 2 && term.charAt(0) == 'g' && term.charAt(1) == 'e') {
        term.copyBuffer(term.buffer(), 2, term.length() - 2);
      }
    }
    return true;
  }
}
