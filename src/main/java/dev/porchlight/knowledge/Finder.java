package dev.porchlight.knowledge;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which passages an answer rests on. Safe for use by any thread.
 *
 * <p>It rests on those that concern the question, best first, and those of the page it was asked on
 * count twice. A short question that points at something without a name ("how long did it take?")
 * may mean the page, so that half of the passages are the page's. One that names nothing at all
 * ("what is this page about?") means the page alone.
 */
final class Finder {

  private static final double FEW_TERMS = 3;

  private final PassageSearch search;
  private final Standpoints standpoints;
  private final Persona persona;

  Finder(PassageSearch search, Standpoints standpoints, Persona persona) {
    this.search = search;
    this.standpoints = standpoints;
    this.persona = persona;
  }

  Found find(Inquiry inquiry, int limit, int limitOfPage) {
    Standpoint here = standpoints.at(inquiry.page());
    return here == null || SmallTalk.in(inquiry.message(), persona.name()) != null
        ? new Found(ranking(inquiry, null, limit).anywhere(), null)
        : find(inquiry, here, limit, limitOfPage);
  }

  private Found find(Inquiry inquiry, Standpoint here, int limit, int limitOfPage) {
    Pointing pointing = pointing(inquiry.message());
    double terms = search.lengthOf(pointing.rest());
    Inquiry meant = pointing.atThePage() ? inquiry.alone() : inquiry;
    if (terms == 0 && meant.before() == null) {
      return new Found(here.passages().stream().limit(limitOfPage).toList(), here);
    }
    Ranking ranking = ranking(meant, here, limit);
    if (pointing.points() && terms <= FEW_TERMS) {
      return new Found(withThePages(ranking, here, limit), here);
    }
    boolean changesNothing = ranking.favoured().equals(ranking.anywhere());
    return new Found(ranking.favoured(), changesNothing ? null : here);
  }

  /** The questions that the owner suggests are about the site wherever they are asked. */
  private Pointing pointing(String message) {
    return persona.questions().contains(message)
        ? Pointing.atNothing(message)
        : Pointing.in(message);
  }

  /** What says nothing by itself, such as "tell me more", goes on from the question before it. */
  private Ranking ranking(Inquiry inquiry, @Nullable Standpoint here, int limit) {
    Ranking ranking = ranking(inquiry.message(), here, limit);
    return ranking.favoured().isEmpty() && inquiry.before() != null
        ? ranking(inquiry.before() + "\n" + inquiry.message(), here, limit)
        : ranking;
  }

  private Ranking ranking(String question, @Nullable Standpoint here, int limit) {
    return Ranking.of(search.search(question, here == null ? null : here.url(), limit), limit);
  }

  /** The page's are those that the question found, then its first ones; they come last if unfit. */
  private static List<Passage> withThePages(Ranking ranking, Standpoint here, int limit) {
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
