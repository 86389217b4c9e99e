package dev.porchlight.knowledge.search;

import java.util.List;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.MultiPhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.search.TermQuery;

/** Makes the index's queries. Stateless. */
final class PassageQuery {

  static final float CONTEXT_BOOST = 0.5f;
  private static final float PHRASE_BOOST = 0.6f;
  private static final int PHRASE_SLOP = 2;
  private static final List<IndexField> FIELDS_WITH_PHRASES =
      List.of(IndexField.TITLE, IndexField.TEXT);

  private PassageQuery() {}

  /** Finds each passage with at least one of the terms. */
  static Query of(List<QueryTerm> knownTerms) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (QueryTerm term : knownTerms) {
      float boost = term.isContext() ? CONTEXT_BOOST : 1;
      for (IndexField field : IndexField.values()) {
        query.add(new BoostQuery(anyOf(field, term), boost * field.boost), Occur.SHOULD);
      }
    }
    for (int i = 0; i + 1 < knownTerms.size(); i++) {
      addPhrases(query, knownTerms.get(i), knownTerms.get(i + 1));
    }
    return query.build();
  }

  /** The same on one page alone, by its normalized address. */
  static Query onPage(Query query, String page) {
    return new BooleanQuery.Builder()
        .add(query, Occur.MUST)
        .add(new TermQuery(new Term(PassageDocuments.PAGE, page)), Occur.FILTER)
        .build();
  }

  /** Two words that stand side by side in a question say more where they do so in a passage too. */
  private static void addPhrases(BooleanQuery.Builder query, QueryTerm first, QueryTerm second) {
    if (first.isContext() || second.isContext()) {
      return;
    }
    for (IndexField field : FIELDS_WITH_PHRASES) {
      Query phrase =
          new MultiPhraseQuery.Builder()
              .add(termsIn(field, first))
              .add(termsIn(field, second))
              .setSlop(PHRASE_SLOP)
              .build();
      query.add(new BoostQuery(phrase, PHRASE_BOOST), Occur.SHOULD);
    }
  }

  private static Term[] termsIn(IndexField field, QueryTerm term) {
    return term.variants().stream()
        .map(variant -> new Term(field.key(), variant))
        .toArray(Term[]::new);
  }

  private static Query anyOf(IndexField field, QueryTerm term) {
    SynonymQuery.Builder query = new SynonymQuery.Builder(field.key());
    term.variants().forEach(variant -> query.addTerm(new Term(field.key(), variant)));
    return query.build();
  }
}
