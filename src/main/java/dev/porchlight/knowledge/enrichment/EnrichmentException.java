package dev.porchlight.knowledge.enrichment;

/** Passages can't be enriched; the message is a sentence for the owner. */
public final class EnrichmentException extends RuntimeException {

  EnrichmentException(String message) {
    super(message);
  }
}
