package dev.porchlight.llm.budget;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Estimates beside what two real tokenizers count. */
final class TokenEstimatorTest {

  private static final EncodingRegistry TOKENIZERS = Encodings.newLazyEncodingRegistry();
  private static final List<Encoding> ENCODINGS =
      Stream.of(EncodingType.CL100K_BASE, EncodingType.O200K_BASE)
          .map(TOKENIZERS::getEncoding)
          .toList();

  static List<KindsOfText.Sample> kinds() {
    return KindsOfText.all();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void noKindOfTextIsEstimatedAtLessThanNineTenths(KindsOfText.Sample sample) {
    long estimate = TokenEstimator.of(sample.text());
    for (Encoding encoding : ENCODINGS) {
      assertThat(estimate)
          .as(encoding.getName())
          .isGreaterThanOrEqualTo((long) Math.ceil(0.9 * encoding.countTokens(sample.text())));
    }
  }

  @Test
  void englishIsNotEstimatedAtHalfAsMuchAgain() {
    String english = kinds().get(0).text();
    assertThat(TokenEstimator.of(english))
        .isLessThan((long) (1.5 * ENCODINGS.get(0).countTokens(english)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void piecesCountAsTheWholeDoes(KindsOfText.Sample sample) {
    TokenEstimator pieces = new TokenEstimator();
    sample.text().chars().forEach(unit -> pieces.add(Character.toString((char) unit)));
    assertThat(pieces.tokens()).isEqualTo(TokenEstimator.of(sample.text()));
  }

  @Test
  void nothingCostsNothing() {
    assertThat(TokenEstimator.of("")).isZero();
  }
}
