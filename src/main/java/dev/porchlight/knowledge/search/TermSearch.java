package dev.porchlight.knowledge.search;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiPhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Looks up the terms of questions and the phrases that they make, each once: questions have most of
 * their words in common, and the score of a document is the sum of what each is worth in it. Safe
 * for use by any thread.
 */
final class TermSearch {

  private static final float PHRASE_BOOST = 0.6f;
  private static final int PHRASE_SLOP = 2;
  private static final Set<IndexField> FIELDS_WITH_PHRASES =
      Set.of(IndexField.TITLE, IndexField.TEXT);

  /** Nine bytes each, and what an entry costs counts as so many of them. */
  private static final int MOST_MATCHES_KEPT = 500_000;

  private static final int OF_AN_ENTRY = 32;

  /** Two terms that stand side by side. */
  private record Phrase(Set<String> first, Set<String> second) {}

  private final IndexSearcher searcher;

  /** Those that have any terms. */
  private final Map<IndexField, Terms> fields = new EnumMap<>(IndexField.class);

  private final LoadingCache<Set<String>, TermMatches> terms = cache().build(this::find);
  private final LoadingCache<Phrase, TermMatches> phrases = cache().build(this::find);

  TermSearch(IndexReader index) throws IOException {
    searcher = new IndexSearcher(index);
    for (IndexField field : IndexField.ALL) {
      Terms ofField = MultiTerms.getTerms(index, field.key());
      if (ofField != null) {
        fields.put(field, ofField);
      }
    }
  }

  private static Caffeine<Object, TermMatches> cache() {
    return Caffeine.newBuilder()
        .maximumWeight(MOST_MATCHES_KEPT / 2)
        .weigher((key, matches) -> OF_AN_ENTRY + matches.size());
  }

  /** Where any of the variants of a term stands. */
  TermMatches of(QueryTerm term) {
    return terms.get(term.variants());
  }

  /** Where two terms stand side by side, or nearly so: there they say more. */
  TermMatches ofPhrase(QueryTerm first, QueryTerm second) {
    return phrases.get(new Phrase(first.variants(), second.variants()));
  }

  private TermMatches find(Set<String> variants) throws IOException {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (IndexField field : IndexField.ALL) {
      SynonymQuery.Builder any = new SynonymQuery.Builder(field.key());
      variants.forEach(variant -> any.addTerm(new Term(field.key(), variant)));
      query.add(new BoostQuery(any.build(), field.boost), Occur.SHOULD);
    }
    TermMatches found = find(query.build());
    for (Map.Entry<IndexField, Terms> field : fields.entrySet()) {
      markFields(found, variants, field.getKey(), field.getValue().iterator());
    }
    return found;
  }

  private TermMatches find(Phrase phrase) throws IOException {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (IndexField field : FIELDS_WITH_PHRASES) {
      Query inField =
          new MultiPhraseQuery.Builder()
              .add(termsIn(field, phrase.first))
              .add(termsIn(field, phrase.second))
              .setSlop(PHRASE_SLOP)
              .build();
      query.add(new BoostQuery(inField, PHRASE_BOOST), Occur.SHOULD);
    }
    return find(query.build());
  }

  private TermMatches find(Query query) throws IOException {
    int all = Math.max(1, searcher.getIndexReader().maxDoc());
    return TermMatches.of(searcher.search(query, all).scoreDocs);
  }

  private static void markFields(
      TermMatches found, Set<String> variants, IndexField field, TermsEnum index)
      throws IOException {
    PostingsEnum postings = null;
    for (String variant : variants) {
      if (index.seekExact(new BytesRef(variant))) {
        postings = index.postings(postings, PostingsEnum.NONE);
        found.mark(field, postings);
      }
    }
  }

  private static Term[] termsIn(IndexField field, Set<String> variants) {
    return variants.stream().map(variant -> new Term(field.key(), variant)).toArray(Term[]::new);
  }
}
