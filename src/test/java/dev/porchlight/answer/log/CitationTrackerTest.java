package dev.porchlight.answer.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CitationTrackerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "It is red [1], not blue [3].|1 3",
        "Red.[2] **Blue**[1][3]|1 2 3",
        "红色的[1]。|1",
        "arr[1] and m[0][1], x_[2], $[3]|",
        "It is [1, 2] or [4].|1 2",
      })
  void citationsAreCountedWhereverTheTextIsCutAndIndicesAreNone(String text, String numbers) {
    List<Integer> cited =
        numbers == null
            ? List.of()
            : Arrays.stream(numbers.split(" ")).map(Integer::valueOf).toList();
    CitationTracker whole = new CitationTracker(3);
    whole.read(text);
    assertThat(whole.cited()).isEqualTo(cited);
    CitationTracker inPieces = new CitationTracker(3);
    text.chars().forEach(c -> inPieces.read(Character.toString(c)));
    assertThat(inPieces.cited()).isEqualTo(cited);
  }
}
