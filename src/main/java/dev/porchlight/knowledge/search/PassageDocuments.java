package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.Page;
import dev.porchlight.knowledge.content.Passage;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Writes the index in memory: one document for each passage, analysed in its language. Used by one
 * thread, once.
 */
final class PassageDocuments {

  private final Map<@Nullable Language, TermAnalyzer> analyzers = new HashMap<>();
  private final Function<Passage, String> hints;

  /**
   * @param hints what a model wrote of a passage, or nothing
   */
  PassageDocuments(Function<Passage, String> hints) {
    this.hints = hints;
  }

  /**
   * Writes them, in their order.
   *
   * @param texts theirs, without markup
   */
  ByteBuffersDirectory index(List<IndexedPassage> passages, List<String> texts) throws IOException {
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    IndexWriterConfig config = new IndexWriterConfig(new TermAnalyzer(null));
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int i = 0; i < passages.size(); i++) {
        writer.addDocument(document(passages.get(i), texts.get(i)));
      }
      writer.forceMerge(1);
    }
    return directory;
  }

  private Document document(IndexedPassage entry, String text) {
    TermAnalyzer terms = analyzers.computeIfAbsent(entry.language(), TermAnalyzer::new);
    Document document = new Document();
    for (IndexField field : IndexField.values()) {
      String content =
          switch (field) {
            case TITLE -> entry.passage().title();
            case TEXT -> text;
            case ABOUT -> aboutOf(entry.details());
            case HINTS -> hints.apply(entry.passage());
          };
      document.add(new TextField(field.key(), terms.tokenStream(field.key(), content)));
    }
    return document;
  }

  private static String aboutOf(Page.Details details) {
    return details.description() + "\n" + String.join("\n", details.tags());
  }
}
