package dev.porchlight.knowledge.embedding;

import dev.porchlight.knowledge.content.Passage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Passages with their vectors, scanned from the first to the last. Immutable. */
final class VectorIndex {

  static final VectorIndex EMPTY = new VectorIndex(List.of());

  private final List<Entry> entries;

  /** A passage with its vector. */
  record Entry(Passage passage, QuantizedVector vector) {}

  private record Hit(Passage passage, double similarity) {}

  VectorIndex(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  int size() {
    return entries.size();
  }

  /** The passages whose vectors are nearest to one, nearest first. */
  List<Passage> nearest(QuantizedVector vector, int limit) {
    PriorityQueue<Hit> best = new PriorityQueue<>(Comparator.comparingDouble(Hit::similarity));
    for (Entry entry : entries) {
      double similarity = entry.vector.similarity(vector);
      if (best.size() < limit) {
        best.add(new Hit(entry.passage, similarity));
      } else if (similarity > best.element().similarity) {
        best.remove();
        best.add(new Hit(entry.passage, similarity));
      }
    }
    List<Hit> hits = new ArrayList<>(best);
    hits.sort(Comparator.comparingDouble(Hit::similarity).reversed());
    return hits.stream().map(Hit::passage).toList();
  }
}
