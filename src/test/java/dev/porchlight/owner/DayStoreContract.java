package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.owner.DayStore.Figure;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every store of the days' figures has to do. */
public abstract class DayStoreContract {

  private static final LocalDate DAY = LocalDate.parse("2026-05-31");
  private static final Figure ALL = new Figure("questions", "all");
  private static final Figure CUT_OFF = new Figure("ending", "cut_off (idle): é");

  protected abstract DayStore store();

  @Test
  void nothingIsThereBeforeAnythingIsAdded() {
    assertThat(store().read()).isEmpty();
  }

  @Test
  void whatIsAddedIsSummedByDayAndFigure() {
    store().add(Map.of(DAY, Map.of(ALL, 2L, CUT_OFF, 1L), DAY.plusDays(1), Map.of(ALL, 5L)), DAY);
    store().add(Map.of(DAY, Map.of(ALL, 40L, CUT_OFF, -1L)), DAY);
    assertThat(store().read())
        .isEqualTo(Map.of(DAY, Map.of(ALL, 42L, CUT_OFF, 0L), DAY.plusDays(1), Map.of(ALL, 5L)));
  }

  @Test
  void whatIsLargerThanAnIntIsKept() {
    long nanoDollars = 9_000_000_000_000_000L;
    store().add(Map.of(DAY, Map.of(ALL, nanoDollars)), DAY);
    store().add(Map.of(DAY, Map.of(ALL, 1L)), DAY);
    assertThat(store().read()).isEqualTo(Map.of(DAY, Map.of(ALL, nanoDollars + 1)));
  }

  @Test
  void theDaysBeforeTheFirstAreForgotten() {
    store().add(Map.of(DAY, Map.of(ALL, 1L)), DAY);
    store().add(Map.of(DAY.plusDays(1), Map.of(ALL, 1L)), DAY);
    store().add(Map.of(DAY.plusDays(2), Map.of(ALL, 1L)), DAY.plusDays(1));
    assertThat(store().read()).containsOnlyKeys(DAY.plusDays(1), DAY.plusDays(2));
  }
}
