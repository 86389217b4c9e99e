package dev.porchlight.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.content.SiteInfo;
import dev.porchlight.knowledge.embedding.PassageEmbeddings;
import dev.porchlight.knowledge.embedding.SemanticSearch;
import dev.porchlight.knowledge.embedding.VectorStore;
import dev.porchlight.knowledge.search.RetrievalLimits;
import dev.porchlight.llm.openai.EmbeddingEndpoint;
import dev.porchlight.llm.openai.OpenAiEmbedder;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.upstream.FakeEmbeddingProvider;
import dev.porchlight.testing.upstream.LocalEmbeddingModel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.client.HttpClient;
import org.junit.jupiter.api.Test;

/**
 * How many of the labelled questions have the right passage in the prompt with a small English
 * embedding model behind a real API.
 */
final class SemanticQualityTest {

  private static final RetrievalLimits FOR_A_MODEL = new RetrievalLimits(8, 8, false);

  @Test
  void paraphrasesFindTheirPassageAndTheOthersLoseNone() throws Exception {
    KnowledgeBase knowledge = ContentLibrary.open(LabelledQuestion.site(), SiteInfo.UNKNOWN).get();
    ManualScheduler time = new ManualScheduler();
    Map<String, int[]> scores = new TreeMap<>();
    List<String> missed = new ArrayList<>();
    HttpClient client = new HttpClient();
    client.start();
    try (FakeEmbeddingProvider provider = new FakeEmbeddingProvider(new LocalEmbeddingModel())) {
      SemanticSearch semantic =
          search(provider, client, knowledge, new Timers(time, Runnable::run));
      for (String set : List.of("a", "b")) {
        for (LabelledQuestion question : LabelledQuestion.set(set)) {
          List<Passage> byWords = knowledge.find(question.query(), FOR_A_MODEL).passages();
          List<List<Passage>> byMeaning =
              semantic.nearest(knowledge.meaningsOf(question.query())).toCompletableFuture().join();
          List<Passage> fused =
              knowledge
                  .fused(knowledge.find(question.query(), FOR_A_MODEL), byMeaning, FOR_A_MODEL)
                  .passages();
          boolean isFound = fused.stream().anyMatch(question::isAnsweredBy);
          for (String of : List.of(question.kind(), question.kind() + " " + question.language())) {
            int[] score = scores.computeIfAbsent(of, none -> new int[3]);
            score[0]++;
            score[1] += byWords.stream().anyMatch(question::isAnsweredBy) ? 1 : 0;
            score[2] += isFound ? 1 : 0;
          }
          if (!isFound && !question.expected().isEmpty()) {
            missed.add(question + " -> " + fused.stream().map(Passage::title).toList());
          }
        }
      }
    } finally {
      client.stop();
    }
    scores.forEach(
        (kind, score) ->
            System.out.printf(
                "%s: of %d, %d in the prompt by words, %d by words and meaning%n",
                kind, score[0], score[1], score[2]));
    missed.forEach(line -> System.out.println("  missed: " + line));
    assertThat(share(scores, "paraphrase en")).isGreaterThanOrEqualTo(0.7);
    for (String kind : List.of("direct", "typo", "followup")) {
      assertThat(share(scores, kind)).as(kind).isGreaterThanOrEqualTo(0.92);
    }
  }

  private static SemanticSearch search(
      FakeEmbeddingProvider provider, HttpClient client, KnowledgeBase knowledge, Timers timers) {
    OpenAiEmbedder embedder =
        new OpenAiEmbedder(
            new EmbeddingEndpoint(
                EmbeddingEndpoint.endpoint(provider.url()), null, null, "all-minilm"),
            client,
            InstantSource.system(),
            new JsonMapper());
    PassageEmbeddings passages =
        new PassageEmbeddings(embedder, knowledge::pages, VectorStore.open(null, null), timers);
    passages.update().toCompletableFuture().join();
    return new SemanticSearch(embedder, passages, timers, Ticker.disabledTicker());
  }

  private static double share(Map<String, int[]> scores, String kind) {
    int[] score = scores.getOrDefault(kind, new int[] {1, 0, 0});
    return (double) score[2] / score[0];
  }
}
