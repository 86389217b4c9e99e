package dev.porchlight.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The steps of a delta's way, each alone, by JMH. */
final class Microbenchmark {

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private Microbenchmark() {}

  /** Runs all of them in JVMs of their own; the table in Markdown. */
  static String run(Options options) throws RunnerException {
    ChainedOptionsBuilder jmh =
        new OptionsBuilder()
            .include("dev\\.porchlight\\..*Benchmark")
            .mode(Mode.AverageTime)
            .addProfiler(GCProfiler.class)
            .jvm(options.columns().javas().get(0).resolve("bin/java").toString())
            .jvmArgs("-Xmx320m", "-XX:+UseParallelGC")
            .forks(1)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .warmupIterations(options.quick() ? 1 : 5)
            .measurementIterations(options.quick() ? 1 : 5)
            .warmupTime(TimeValue.milliseconds(options.quick() ? 100 : 1000))
            .measurementTime(TimeValue.milliseconds(options.quick() ? 100 : 1000));
    return table(new Runner(jmh.build()).run());
  }

  private static String table(Collection<RunResult> results) {
    List<String> lines = new ArrayList<>();
    lines.add("| step | ns | ± | bytes allocated |");
    lines.add("|---|---|---|---|");
    for (RunResult result : results) {
      Result<?> time = result.getPrimaryResult();
      Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
      double error = time.getScoreError();
      lines.add(
          "| %s | %s | %s | %s |"
              .formatted(
                  name(result),
                  Table.number(time.getScore()),
                  Double.isNaN(error) ? "–" : Table.number(error),
                  allocated == null ? "–" : Table.number(Math.rint(allocated.getScore()))));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String name(RunResult result) {
    String name = result.getParams().getBenchmark().replaceFirst(".*\\.(?=\\w+\\.\\w+$)", "");
    List<String> parameters = new ArrayList<>();
    for (String key : result.getParams().getParamsKeys()) {
      parameters.add(key + " " + result.getParams().getParam(key));
    }
    return parameters.isEmpty() ? name : name + ", " + String.join(", ", parameters);
  }
}
