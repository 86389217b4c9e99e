package dev.porchlight.llm.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What an upstream reports corrects what is estimated of it, upwards only. */
final class TokenCalibrationTest {

  private final TokenCalibration calibration = new TokenCalibration();

  @Test
  void withoutAReportAnEstimateStands() {
    assertThat(calibration.correct(100)).isEqualTo(100);
  }

  @Test
  void anUpstreamThatCountsMoreIsEstimatedAtMore() {
    for (int i = 0; i < 50; i++) {
      calibration.observe(1_000, 1_500);
    }
    assertThat(calibration.correct(1_000)).isBetween(1_490L, 1_501L);
  }

  @Test
  void anUpstreamThatCountsLessIsNotEstimatedAtLess() {
    for (int i = 0; i < 50; i++) {
      calibration.observe(1_000, 500);
    }
    assertThat(calibration.correct(1_000)).isEqualTo(1_000);
  }

  @Test
  void oneAbsurdReportDoesNotBlockTheBudget() {
    calibration.observe(1_000, 100_000_000);
    assertThat(calibration.correct(1_000)).isEqualTo(1_600);
    calibration.observe(0, 5);
    assertThat(calibration.correct(1_000)).isEqualTo(1_600);
  }
}
