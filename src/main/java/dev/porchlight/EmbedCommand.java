package dev.porchlight;

import dev.porchlight.config.Settings;
import dev.porchlight.knowledge.ContentLibrary;
import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.embedding.PassageEmbeddings;
import dev.porchlight.knowledge.embedding.VectorStore;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;

/** Embeds the passages and keeps the vectors beside the content, for hosts that keep no disk. */
final class EmbedCommand {

  private EmbedCommand() {}

  /** Embeds what is not embedded yet, whatever the day's budget is. */
  static int run(Settings settings, PrintStream out, PrintStream err) throws Exception {
    Path folder = settings.contentFolder();
    Settings.Embeddings embeddings = settings.embeddings();
    if (folder == null || embeddings == null) {
      err.println("embed needs CONTENT_DIR and EMBEDDING_MODEL; set both.");
      return 2;
    }
    try (CommandRuntime runtime = CommandRuntime.start()) {
      ContentLibrary content = ContentLibrary.open(folder, settings.site());
      EmbeddingFactory factory =
          new EmbeddingFactory(settings, content, runtime.client(), runtime.timers());
      return embed(
          content.get(),
          factory.passages(factory.embedder(embeddings), VectorStore.openBeside(folder)),
          out,
          err);
    }
  }

  private static int embed(
      KnowledgeBase knowledge, PassageEmbeddings passages, PrintStream out, PrintStream err) {
    try {
      passages.update().toCompletableFuture().join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      err.println("The passages were not embedded: " + cause.getMessage());
      return 1;
    }
    out.printf(
        "%d of %d passages have a vector, in %s.%n",
        passages.found(), knowledge.report().passages(), passages.location());
    return 0;
  }
}
