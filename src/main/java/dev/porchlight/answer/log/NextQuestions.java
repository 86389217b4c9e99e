package dev.porchlight.answer.log;

import dev.porchlight.llm.Source;
import java.util.List;
import java.util.stream.IntStream;

/** What a visitor may want to ask next. Stateless. */
final class NextQuestions {

  private static final int MOST = 3;

  private NextQuestions() {}

  /**
   * What the cited passages suggest, in turn, without what one of them has told already.
   *
   * @param cited the numbers of the sources that the answer cites
   */
  static List<String> of(List<Source> sources, List<Integer> cited) {
    List<Source> read = cited.stream().map(number -> sources.get(number - 1)).toList();
    int longest = read.stream().mapToInt(source -> source.next().size()).max().orElse(0);
    return IntStream.range(0, longest)
        .boxed()
        .flatMap(at -> read.stream().flatMap(source -> source.next().stream().skip(at).limit(1)))
        .filter(next -> read.stream().noneMatch(source -> source.title().endsWith(next)))
        .distinct()
        .limit(MOST)
        .toList();
  }
}
