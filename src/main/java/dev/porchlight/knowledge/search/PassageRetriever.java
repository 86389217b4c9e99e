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

  /** Of the two searches for a message that follows another, the one that is meant less. */
  private static final double LESS = 0.95;

  private static final double SCORE_OF_CITED = 0.8;

  private final PassageIndex search;
  private final PageLookup lookup;
  private final Persona persona;

  public PassageRetriever(PassageIndex search, PageLookup lookup, Persona persona) {
    this.search = search;
    this.lookup = lookup;
    this.persona = persona;
  }

  public RetrievalResult find(RetrievalQuery query, RetrievalLimits limits) {
    Standpoint here = lookup.at(query.page());
    if (SmallTalk.in(query.message(), persona.name()) != null) {
      return new RetrievalResult(ranking(query.alone(), null, limits).anywhere(), null);
    }
    return here == null
        ? new RetrievalResult(ranking(query, null, limits).anywhere(), null)
        : find(query, here, limits);
  }

  /**
   * What a question means, for a search by meaning: the message, and the message with what came
   * before it. Nothing where it names nothing, or only greets.
   */
  public List<String> meaningsOf(RetrievalQuery query) {
    String message = query.message();
    if (SmallTalk.in(message, persona.name()) != null) {
      return List.of();
    }
    RetrievalQuery.Exchange last = query.last();
    boolean standsAlone = search.lengthOf(pointing(message).rest()) > 0;
    if (last == null || persona.questions().contains(message)) {
      return standsAlone ? List.of(message) : List.of();
    }
    String offer = FollowUp.assents(message) ? FollowUp.offerIn(last.answer()) : "";
    String together = offer.isEmpty() ? saidBefore(query) + "\n" + message : offer;
    return standsAlone && offer.isEmpty() ? List.of(message, together) : List.of(together);
  }

  /** What was found by words and, in lists of their own, by meaning, together. */
  public RetrievalResult fused(
      RetrievalResult found, List<List<Passage>> byMeaning, RetrievalLimits limits) {
    if (byMeaning.isEmpty()) {
      return found;
    }
    List<List<Passage>> rankings = new ArrayList<>();
    rankings.add(found.passages());
    rankings.addAll(byMeaning);
    List<Passage> best =
        search.withoutDuplicates(RankFusion.of(rankings)).stream()
            .limit(limits.passages())
            .toList();
    return new RetrievalResult(best, found.on());
  }

  private RetrievalResult find(RetrievalQuery query, Standpoint here, RetrievalLimits limits) {
    PageReference reference = pointing(query.message());
    double terms = search.lengthOf(reference.rest());
    RetrievalQuery meant = reference.atThePage() ? query.alone() : query;
    if (terms == 0 && meant.earlier().isEmpty()) {
      return new RetrievalResult(here.passages().stream().limit(limits.ofPage()).toList(), here);
    }
    PassageRanking ranking = ranking(meant, here, limits);
    if (reference.points() && terms <= FEW_TERMS) {
      return new RetrievalResult(withThePages(ranking, here, limits.passages()), here);
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

  private PassageRanking ranking(
      RetrievalQuery query, @Nullable Standpoint here, RetrievalLimits limits) {
    RankedPassages hits = search(SearchText.of(query.message()), here, limits);
    RetrievalQuery.Exchange last = query.last();
    if (last != null && !persona.questions().contains(query.message())) {
      hits = withContext(query, last, hits, here, limits);
    }
    return PassageRanking.of(hits, limits);
  }

  /**
   * What a message found by itself, and what it finds together with what came before it. What says
   * nothing by itself, such as "tell me more", goes on from the question before it; what only says
   * yes, from the offer that the last answer closed with.
   */
  private RankedPassages withContext(
      RetrievalQuery query,
      RetrievalQuery.Exchange last,
      RankedPassages alone,
      @Nullable Standpoint here,
      RetrievalLimits limits) {
    String before = saidBefore(query);
    if (FollowUp.assents(query.message())) {
      String offer = FollowUp.offerIn(last.answer());
      SearchText offered = offer.isEmpty() ? SearchText.of(before) : new SearchText(offer, before);
      return search(offered, here, limits);
    }
    PageReference reference = pointing(query.message());
    double terms = search.lengthOf(reference.rest());
    if (terms == 0) {
      RankedPassages same = search(SearchText.of(before + "\n" + query.message()), here, limits);
      return same.scaledTo(1).and(cited(query, last, limits));
    }
    boolean goesOn = FollowUp.goesOn(query.message()) || (reference.points() && terms <= FEW_TERMS);
    RankedPassages together = search(new SearchText(query.message(), before), here, limits);
    RankedPassages both =
        alone.scaledTo(goesOn ? LESS : 1).and(together.scaledTo(goesOn ? 1 : LESS));
    return goesOn ? both.and(cited(query, last, limits)) : both;
  }

  /** The last question, with the one before it where it went on from that. */
  private String saidBefore(RetrievalQuery query) {
    RetrievalQuery before = query.before();
    if (before == null) {
      return "";
    }
    RetrievalQuery.Exchange first = before.last();
    boolean goesOn = search.lengthOf(before.message()) == 0 || FollowUp.goesOn(before.message());
    return first != null && goesOn ? first.question() + "\n" + before.message() : before.message();
  }

  /** What the last answer cites, for a model; a quotation has to stand by itself. */
  private RankedPassages cited(
      RetrievalQuery query, RetrievalQuery.Exchange last, RetrievalLimits limits) {
    RetrievalQuery before = query.before();
    if (limits.concerningOnly() || before == null) {
      return new RankedPassages(List.of(), List.of());
    }
    List<Passage> sources = find(before, limits).passages();
    return new RankedPassages(
        CitedPassages.in(last.answer(), sources).stream()
            .map(passage -> new ScoredPassage(passage, SCORE_OF_CITED, 0, false))
            .toList(),
        List.of());
  }

  private RankedPassages search(
      SearchText text, @Nullable Standpoint here, RetrievalLimits limits) {
    return search.search(text, here == null ? null : here.url(), limits.passages());
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
