package dev.porchlight.testing.upstream;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.List;
import java.util.function.Function;

/** A small real model that runs on this machine: all-MiniLM-L6-v2, which knows English. */
public final class LocalEmbeddingModel implements Function<List<String>, List<float[]>> {

  private final EmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel();

  @Override
  public List<float[]> apply(List<String> texts) {
    return model.embedAll(texts.stream().map(TextSegment::from).toList()).content().stream()
        .map(made -> made.vector())
        .toList();
  }
}
