package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.content.Persona;
import dev.porchlight.knowledge.content.Standpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Retrieves the passages for a question. Safe for use by any thread.
 *
 * <p>They are those that match the question, best first, and those of the page it was asked on
 * count twice. A short question that points at something without a name ("how long did it take?")
 * may mean the page, so that half of the passages are the page's. One that names nothing at all
 * ("what is this page about?") means the page alone.
 */
public final class PassageRetriever {

  private static final double FEW_TERMS = 3;

  private final PassageIndex search;
  private final PageLookup lookup;
  private final Persona persona;

  public PassageRetriever(PassageIndex search, PageLookup lookup, Persona persona) {
    this.search = search;
    this.lookup = lookup;
    this.persona = persona;
  }

  public RetrievalResult find(RetrievalQuery query, int limit, int limitOfPage) {
    Standpoint here = lookup.at(query.page());
    return here == null || SmallTalk.in(query.message(), persona.name()) != null
        ? new RetrievalResult(ranking(query, null, limit).anywhere(), null)
        : find(query, here, limit, limitOfPage);
  }

  private RetrievalResult find(RetrievalQuery query, Standpoint here, int limit, int limitOfPage) {
    PageReference reference = pointing(query.message());
    double terms = search.lengthOf(reference.rest());
    RetrievalQuery meant = reference.atThePage() ? query.alone() : query;
    if (terms == 0 && meant.before() == null) {
      return new RetrievalResult(here.passages().stream().limit(limitOfPage).toList(), here);
    }
    PassageRanking ranking = ranking(meant, here, limit);
    if (reference.points() && terms <= FEW_TERMS) {
      return new RetrievalResult(withThePages(ranking, here, limit), here);
    }
    boolean changesNothing = ranking.favoured().equals(ranking.anywhere());
    return new RetrievalResult(ranking.favoured(), changesNothing ? null : here);
  }

  /** The questions that the owner suggests are about the site wherever they are asked. */
  private PageReference pointing(String message) {
    return persona.questions().contains(message)
        ? PageReference.atNothing(message)
        : PageReference.in(message);
  }

  /** What says nothing by itself, such as "tell me more", goes on from the question before it. */
  private PassageRanking ranking(RetrievalQuery query, @Nullable Standpoint here, int limit) {
    PassageRanking ranking = ranking(query.message(), here, limit);
    return ranking.favoured().isEmpty() && query.before() != null
        ? ranking(query.before() + "\n" + query.message(), here, limit)
        : ranking;
  }

  private PassageRanking ranking(String question, @Nullable Standpoint here, int limit) {
    return PassageRanking.of(
        search.search(question, here == null ? null : here.url(), limit), limit);
  }

  /** The page's are those that the question found, then its first ones; they come last if unfit. */
  private static List<Passage> withThePages(PassageRanking ranking, Standpoint here, int limit) {
    int half = ranking.favoured().isEmpty() ? limit : limit / 2;
    List<Passage> others = new ArrayList<>(ranking.favoured());
    others.removeAll(here.passages());
    int found = ranking.favoured().size() - others.size();
    List<Passage> thePages =
        Stream.of(ranking.favoured(), ranking.onPage(), here.passages())
            .flatMap(List::stream)
            .filter(here.passages()::contains)
            .distinct()
            .limit(Math.max(half, found))
            .toList();
    List<Passage> kept = others.stream().limit((long) limit - thePages.size()).toList();
    return Stream.of(ranking.favoured(), thePages)
        .flatMap(List::stream)
        .filter(passage -> kept.contains(passage) || thePages.contains(passage))
        .distinct()
        .toList();
  }
}
