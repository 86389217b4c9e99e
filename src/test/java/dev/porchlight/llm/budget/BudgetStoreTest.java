package dev.porchlight.llm.budget;

import static dev.porchlight.llm.resilience.FailoverRouterBench.MAX_TOKENS;
import static dev.porchlight.llm.resilience.FailoverRouterBench.PROMPT;
import static dev.porchlight.llm.resilience.FailoverRouterBench.PROMPT_TOKENS;
import static dev.porchlight.llm.resilience.FailoverRouterBench.go;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.resilience.FailoverRouter;
import dev.porchlight.llm.resilience.FailoverRouterBench;
import dev.porchlight.testing.upstream.RecordedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BudgetStoreTest {
  private static final long BUDGET = 1000;

  @TempDir Path folder;
  private final FailoverRouterBench bench = new FailoverRouterBench();

  @Test
  void whatIsSpentSurvivesARestart() {
    FailoverRouter before = bench.withBudget(BUDGET, folder);
    spend(before, 700);
    bench.budgets.close();
    assertThat(spentAfterRestart()).isEqualTo(700);
  }

  @Test
  void aNewDayBeginsDuringARestartToo() {
    FailoverRouter before = bench.withBudget(BUDGET, folder);
    spend(before, 700);
    bench.budgets.close();
    bench.now = Instant.parse("2026-06-02T00:00:00Z");
    assertThat(spentAfterRestart()).isZero();
  }

  @Test
  void theFileIsWrittenASecondAfterAChangeAndNotWithEachOne() throws IOException {
    FailoverRouter router = bench.withBudget(BUDGET, folder);
    spend(router, 100);
    spend(router, 100);
    assertThat(bench.time.pending()).isOne();
    assertThat(read()).doesNotContain("tokens");
    bench.time.advance(Duration.ofSeconds(1));
    assertThat(read()).contains("\"tokens\" : 200").contains("\"day\" : \"2026-06-01\"");
    assertThat(bench.time.pending()).isZero();
  }

  @Test
  void whatIsReservedWhenTheServerDiesCountsAsSpent() {
    FailoverRouter router = bench.withBudget(BUDGET, folder);
    go(router.ask(PROMPT, cost -> {}));
    bench.time.advance(Duration.ofSeconds(1));
    assertThat(spentAfterRestart()).isEqualTo(PROMPT_TOKENS + MAX_TOKENS);
  }

  @Test
  void anUpstreamThatIsNoMoreAskedKeepsWhatItSpent() throws IOException {
    Files.writeString(file(), "{\"fallback\":{\"day\":\"2026-06-01\",\"tokens\":5}}");
    spend(bench.withBudget(BUDGET, folder), 100);
    bench.budgets.close();
    assertThat(read()).contains("fallback").contains("primary");
  }

  @Test
  void withoutAFolderNothingIsWrittenAndNoTimerRuns() {
    spend(bench.withBudget(BUDGET, null), 100);
    assertThat(bench.time.pending()).isZero();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void nothingIsLeftBesideTheFile() {
    spend(bench.withBudget(BUDGET, folder), 100);
    bench.budgets.close();
    assertThat(folder).isDirectoryContaining(found -> found.equals(file()));
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"primary\":",
        "[]",
        "7",
        "{\"primary\":7}",
        "{\"primary\":{\"day\":\"today\",\"tokens\":1}}",
        "{\"primary\":{\"day\":\"2026-06-01\"}}",
        "{\"primary\":{\"day\":\"2026-06-01\",\"tokens\":\"1\"}}",
        "{\"primary\":{\"day\":\"2026-06-01\",\"tokens\":1.5}}",
        "{\"primary\":{\"day\":\"2026-06-01\",\"tokens\":-1}}",
        "{\"primary\":{\"day\":\"2026-06-01\",\"tokens\":9000000000000000000}}"
      })
  void aFileThatCantBeUnderstoodIsSetAsideAndTheDayIsHalfSpent(String content) throws IOException {
    for (String name : List.of("budget.json.unreadable", "budget.json.unreadable-2")) {
      Files.writeString(file(), content);
      try (RecordedLog log = RecordedLog.of(DailyBudgets.class)) {
        assertThat(spentAfterRestart()).isEqualTo(BUDGET / 2);
        assertThat(log.lines())
            .singleElement()
            .asString()
            .contains(file().toString(), folder.resolve(name).toString(), "half");
      }
      assertThat(folder.resolve(name)).hasContent(content);
    }
    assertThat(spentAfterRestart()).isEqualTo(BUDGET / 2);
    bench.now = Instant.parse("2026-06-02T00:00:00Z");
    assertThat(spentAfterRestart()).isZero();
  }

  @Test
  void aFolderThatCantBeWrittenIsSaidAndTheStartGoesOn() {
    Path missing = folder.resolve("missing");
    try (RecordedLog log = RecordedLog.of(DailyBudgets.class)) {
      assertThat(bench.upstreams(List.of(), missing)).isNotNull();
      assertThat(log.lines()).singleElement().asString().contains(missing.toString());
    }
  }

  @Test
  void anAbsurdCostNeitherOverflowsNorMakesTheDayNegative() {
    FailoverRouter router = bench.withBudget(BUDGET, folder);
    spend(router, -700);
    assertThat(router.snapshots().get(0).tokensSpent()).isZero();
    spend(router, Long.MAX_VALUE);
    bench.budgets.close();
    assertThat(spentAfterRestart()).isGreaterThan(BUDGET);
  }

  private long spentAfterRestart() {
    return bench.withBudget(BUDGET, folder).snapshots().get(0).tokensSpent();
  }

  private void spend(FailoverRouter router, long tokens) {
    go(router.ask(PROMPT, cost -> {}));
    bench.primary.last().finishes(new TokenUsage(tokens, 0));
  }

  private Path file() {
    return folder.resolve("budget.json");
  }

  private String read() throws IOException {
    return Files.readString(file());
  }
}
