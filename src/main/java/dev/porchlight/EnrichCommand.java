package dev.porchlight;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.config.Settings;
import dev.porchlight.knowledge.ContentLibrary;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.enrichment.EnrichmentFile;
import dev.porchlight.knowledge.enrichment.EnrichmentPrompt;
import dev.porchlight.knowledge.enrichment.PassageEnricher;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.budget.PromptEstimator;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Lets the owner's model write, once for each passage, what it is about and which questions it
 * answers.
 */
final class EnrichCommand {

  private static final String YES = "--yes";
  private static final int PROGRESS_STEPS = 20;

  /** Few enough for the rate limits of a small account. */
  private static final int MAX_CALLS_AT_ONCE = 4;

  private final Settings settings;
  private final PrintStream out;
  private final PrintStream err;

  private EnrichCommand(Settings settings, PrintStream out, PrintStream err) {
    this.settings = settings;
    this.out = out;
    this.err = err;
  }

  /**
   * Enriches what is not enriched yet.
   *
   * @param args {@code --yes} to go on without being asked
   * @param in is asked whether to go on
   * @return the exit code
   */
  static int run(
      Settings settings, List<String> args, InputStream in, PrintStream out, PrintStream err)
      throws Exception {
    if (!args.isEmpty() && !args.equals(List.of(YES))) {
      err.printf("enrich takes %s or nothing, not \"%s\".%n", YES, String.join(" ", args));
      return 2;
    }
    if (settings.contentFolder() == null || settings.models().upstream() == null) {
      err.println("enrich needs CONTENT_DIR and a model (AI_API_URL and AI_MODEL); set them.");
      return 2;
    }
    return new EnrichCommand(settings, out, err).run(args.isEmpty() ? in : null);
  }

  private int run(@Nullable InputStream in) throws Exception {
    EnrichmentFile file = file();
    if (file == null) {
      return 1;
    }
    List<Passage> passages =
        ContentLibrary.open(settings.contentFolder(), settings.site()).get().passages();
    List<Passage> missing = PassageEnricher.missing(passages, file);
    try (CommandRuntime runtime = CommandRuntime.start()) {
      ChatModel model = runtime.model(settings);
      out.printf(
          "To be described by %s: %d of %d passages, about %,d tokens to read and %,d to write.%n",
          model.description(),
          missing.size(),
          passages.size(),
          missing.stream()
              .map(EnrichmentPrompt::of)
              .mapToLong(new PromptEstimator()::tokensOf)
              .sum(),
          (long) missing.size() * EnrichmentPrompt.TOKENS_OF_ANSWER);
      if (!missing.isEmpty() && !isAgreed(in)) {
        err.printf("Nothing was asked. Answer y, or give %s, to go on.%n", YES);
        return 2;
      }
      int enriched = enrich(model, missing, file, runtime.timers());
      PassageEnricher.retain(passages, file);
      out.printf(
          "%d of %d passages were described, in %s.%n", enriched, missing.size(), file.path());
      return enriched == missing.size() ? 0 : 1;
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      err.printf(
          "Not all passages were described: %s Run enrich again to go on.%n", cause.getMessage());
      return 1;
    }
  }

  private int enrich(ChatModel model, List<Passage> missing, EnrichmentFile file, Timers timers) {
    int step = Math.max(1, missing.size() / PROGRESS_STEPS);
    return new PassageEnricher(
            model,
            file,
            timers,
            done -> {
              if (done % step == 0) {
                out.printf("%d of %d%n", done, missing.size());
              }
            })
        .enrich(missing, Math.min(MAX_CALLS_AT_ONCE, settings.answerLimits().callsAtOnce()))
        .toCompletableFuture()
        .join();
  }

  private boolean isAgreed(@Nullable InputStream in) {
    if (in == null) {
      return true;
    }
    out.print("Go on? [y/N] ");
    out.flush();
    Scanner answers = new Scanner(in, StandardCharsets.UTF_8);
    return answers.hasNextLine()
        && answers.nextLine().strip().toLowerCase(Locale.ROOT).startsWith("y");
  }

  /** Beside the content where that can be written, else in the data folder; else null. */
  private @Nullable EnrichmentFile file() {
    Path content = settings.contentFolder();
    Path data = settings.dataFolder();
    EnrichmentFile beside = content == null ? null : opened(EnrichmentFile.besideContent(content));
    EnrichmentFile file = beside != null || data == null ? beside : opened(EnrichmentFile.in(data));
    if (file == null) {
      err.println("Neither CONTENT_DIR nor DATA_DIR can be written to; make one of them writable.");
    }
    return file;
  }

  private static @Nullable EnrichmentFile opened(EnrichmentFile file) {
    try {
      file.create();
      return file;
    } catch (IOException e) {
      return null;
    }
  }
}
