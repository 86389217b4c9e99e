package dev.porchlight.llm;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** An embedding model. Safe for use by any thread. */
public interface TextEmbedder {

  /** The model's name: vectors of different models can't be compared. */
  String model();

  /**
   * Makes a vector of each text.
   *
   * @return fails with an {@link EmbeddingException}
   */
  CompletionStage<Embedded> embed(List<String> texts);

  /**
   * The vectors of texts.
   *
   * @param vectors one for each text, in their order, all of one length
   * @param tokens what the provider says that it read, or -1 where it does not say
   */
  record Embedded(List<float[]> vectors, long tokens) {

    public Embedded {
      vectors = List.copyOf(vectors);
    }
  }
}
